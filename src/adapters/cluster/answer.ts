/** What an API server answers, whole. */
import type { IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
