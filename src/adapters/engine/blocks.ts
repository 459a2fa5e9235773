/** Many small pieces as few large ones: a tar of small files has thousands, and each would be a write to the socket. */

/** Pure. Blocks hold at least `size` bytes, but for the last. */
export async function* inBlocks(source: AsyncIterable<Uint8Array>, size = 128 * 1024): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of source) {
    parts.push(part);
    held += part.length;
    if (held < size) continue;
    yield Buffer.concat(parts);
    parts = [];
    held = 0;
  }
  if (held > 0) yield Buffer.concat(parts);
}
