/**
 * Compiled code of several chunks in one file, so that a run reads one file for all it loads.
 *
 *     {"main-4f1c.cjs":[0,93088],"wire-77ab.cjs":[93088,97920]}      what begins where, and how long it is
 *     …                                                              the bytes; each begins at a multiple of 8
 *
 * V8 copies code that does not begin there. It checks each piece itself; what is no pack at all is an empty one.
 */

export type CodePack = ReadonlyMap<string, Buffer>;

const GRAIN = 8;
const padded = (length: number): number => Math.ceil(length / GRAIN) * GRAIN;

export function formatCodePack(pack: CodePack): Buffer {
  const index: Record<string, readonly [number, number]> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const [name, code] of pack) {
    index[name] = [at, code.length];
    parts.push(code, Buffer.alloc(padded(code.length) - code.length));
    at += padded(code.length);
  }
  const head = JSON.stringify(index);
  return Buffer.concat([Buffer.from(`${head.padEnd(padded(head.length + 1) - 1)}\n`), ...parts]);
}

/** @returns Views into the bytes. */
export function parseCodePack(bytes: Buffer): CodePack {
  try {
    const end = bytes.indexOf('\n') + 1;
    const index: unknown = JSON.parse(bytes.toString('latin1', 0, end));
    return new Map(
      Object.entries(index as Record<string, readonly [number, number]>).map(([name, [at, length]]) => [
        name,
        bytes.subarray(end + at, end + at + length),
      ]),
    );
  } catch {
    return new Map();
  }
}
