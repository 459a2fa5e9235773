/** A whole body in memory, up to a limit. */
import type { Answer } from './transport.ts';

/** The bytes, or undefined when there are more than `limit`; the rest is then not read. */
export async function readAll({ body }: Pick<Answer, 'body'>, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
