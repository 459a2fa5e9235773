/** A tar, entry by entry, in the order in which they come; the memory is that of a chunk. */
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';

export interface ReadEntry {
  readonly path: string;
  readonly type: 'file' | 'link' | 'symlink' | 'other';
  /** Of links, as it is written. */
  readonly target: string;
  /** Read now or never: the next entry comes after it. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** @throws What the source throws, and where it is no tar. */
export async function* readTar(tar: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  const source = Readable.from(tar, { objectMode: false });
  const archive = source.pipe(extract());
  source.once('error', (error) => archive.destroy(error));
  try {
    for await (const entry of archive) {
      const { name, type, linkname } = entry.header;
      const known = type === 'file' || type === 'link' || type === 'symlink' ? type : 'other';
      // Its types do not say that it gives bytes.
      const content = entry as AsyncIterable<Uint8Array>;
      yield { path: name, type: known, target: linkname ?? '', content };
      entry.resume();
    }
  } finally {
    source.destroy();
  }
}
