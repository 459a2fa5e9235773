/** What an API server is asked, and what it answers, whole. */
import type { IncomingMessage } from 'node:http';
import type { WriteGuard } from '../../ports/cluster.ts';
import { warningsOf } from './warnings.ts';

export interface Ask {
  readonly method: 'GET' | 'PATCH' | 'DELETE' | 'POST' | 'PUT';
  readonly path: string;
  readonly accept?: string;
  readonly body?: { readonly text: string; readonly type: string };
  /** Goes out before the gate is open. */
  readonly isFree?: true;
  readonly guard?: WriteGuard;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly warnings?: readonly string[];
}

export async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const warnings = warningsOf(incoming.headersDistinct['warning']);
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: incoming.statusCode ?? 0, text, ...(warnings.length > 0 && { warnings }) };
}
