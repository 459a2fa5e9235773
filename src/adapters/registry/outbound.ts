/**
 * Content on its way out, in pieces that may have to be sent again.
 *
 *     take(0, 8) ─► bytes 0-7      take(8, 8) ─► 8-15 of the same reading      take(4, 8) ─► read anew from the start
 *
 * Hashed as it passes for the first time, unless reading it does that. The last piece is let go only when size and digest are known to be right:
 * a source that has changed never becomes a whole upload.
 */
import { createHash } from 'node:crypto';
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, finishDigest } from '../../image/digest.ts';
import type { BlobSource } from '../../ports/registry.ts';

export interface Outbound {
  /**
   * The bytes from `start` on, `size` of them, each piece good until the next is asked for. A second call ends the first.
   *
   * @throws OrchestratorError DIGEST_MISMATCH when the source is not what its descriptor says, and what it throws itself.
   */
  take(start: number, size: number): AsyncGenerator<Uint8Array>;
  /** Lets go of the source. */
  close(): Promise<void>;
}

const NOTHING = new Uint8Array(0);

export function createOutbound({ descriptor, open, isVerified = false }: BlobSource, signal: AbortSignal): Outbound {
  const { digest, size } = descriptor;
  const hash = createHash(algorithmOf(digest));
  let hashed = 0;
  let isRight = false;
  let reading: AsyncIterator<Uint8Array> | undefined;
  let position = 0;
  let rest: Uint8Array = NOTHING;
  let turn = 0;

  const close = async (): Promise<void> => {
    const old = reading;
    reading = undefined;
    await old?.return?.();
  };
  const rewind = async (): Promise<void> => {
    await close();
    reading = open(signal, { lends: true })[Symbol.asyncIterator]();
    position = 0;
    rest = NOTHING;
  };
  const fill = async (mine: number): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await reading?.next();
      if (mine !== turn || next === undefined || next.done) return false;
      rest = next.value;
    }
    return true;
  };
  const advance = (count: number): Uint8Array => {
    const part = rest.subarray(0, count);
    const fresh = part.subarray(Math.max(0, hashed - position));
    if (fresh.length > 0 && !isVerified) hash.update(fresh);
    hashed += fresh.length;
    position += part.length;
    rest = rest.subarray(part.length);
    return part;
  };
  const checkEnd = async (mine: number): Promise<void> => {
    if (isRight) return;
    const hasMore = await fill(mine);
    if (mine !== turn) return;
    if (hasMore) throw mismatch(descriptor, `it has more than ${size} bytes`);
    const found = isVerified ? digest : finishDigest(hash, algorithmOf(digest));
    if (found !== digest) throw mismatch(descriptor, `its bytes have ${found}`);
    isRight = true;
  };

  return {
    close,
    take: async function* (start, count) {
      turn += 1;
      const mine = turn;
      if (reading === undefined || start < position) await rewind();
      while (position < start && (await fill(mine))) advance(start - position);
      for (let left = count; left > 0; ) {
        if (!(await fill(mine))) {
          if (mine !== turn) return;
          throw mismatch(descriptor, `it has only ${position} of ${size} bytes`);
        }
        let part = advance(left);
        left -= part.length;
        if (position === size && !isRight) {
          // Whether there is more has to be asked before this is let go, and its memory may be used for the answer.
          part = Buffer.from(part);
          await checkEnd(mine);
        }
        if (mine !== turn) return;
        yield part;
      }
      if (size === 0) await checkEnd(mine);
    },
  };
}

const mismatch = ({ digest }: BlobSource['descriptor'], why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `what was to be sent as ${digest} is something else: ${why}`,
  });
