/** What an API server is asked, and what it answers, whole. */
import type { IncomingMessage } from 'node:http';
import type { WriteGuard } from '../../ports/cluster.ts';

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

/** RFC 7234, 5.5; the API server writes no other code. */
const WARNING = /\b299 \S+ "((?:[^"\\]|\\.)*)"/g;

/** @param headers Each as it came; one may hold several. */
export const warningsOf = (headers: readonly string[] = []): readonly string[] =>
  headers.flatMap((header) => [...header.matchAll(WARNING)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')));

export async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const warnings = warningsOf(incoming.headersDistinct['warning']);
  const text = Buffer.concat(chunks).toString('utf8');
  return { status: incoming.statusCode ?? 0, text, ...(warnings.length > 0 && { warnings }) };
}
