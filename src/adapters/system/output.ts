/**
 * What a child writes, in bounded memory: lines as they come, and the newest bytes for the end.
 *
 *     "first\nsec" "ond\n" ─► line "first", line "second"; tail "first\nsecond\n"
 *
 * Pure but for its own state. Escapes and control characters are left as they are; views make them safe.
 */

const MAX_LINE_BYTES = 64 * 1024;
/** Small chunks cost more than their bytes. */
const MAX_CHUNKS = 4096;
const LF = 10;
const CR = 13;

export interface Lines {
  push(chunk: Uint8Array): void;
  /** Gives the last line where it had no line end. */
  end(): void;
}

/** Splits at LF and CRLF. A line over the limit is cut, and says how much is missing. */
export function createLines(onLine: (line: string) => void, maxBytes = MAX_LINE_BYTES): Lines {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let lost = 0;
  const add = (bytes: Uint8Array): void => {
    const room = bytes.subarray(0, maxBytes - kept);
    // A copy: a view would keep the whole chunk alive.
    if (room.length > 0) parts.push(Uint8Array.from(room));
    kept += room.length;
    lost += bytes.length - room.length;
  };
  const flush = (): void => {
    const bytes = Buffer.concat(parts);
    const text = decode(bytes.at(-1) === CR && lost === 0 ? bytes.subarray(0, -1) : bytes);
    const missing = lost;
    parts = [];
    kept = 0;
    lost = 0;
    onLine(missing === 0 ? text : `${text} … ${missing} more bytes`);
  };
  return {
    push(chunk) {
      let at = 0;
      for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, at)) {
        add(chunk.subarray(at, end));
        flush();
        at = end + 1;
      }
      add(chunk.subarray(at));
    },
    end() {
      if (kept > 0) flush();
    },
  };
}

export interface Tail {
  push(chunk: Uint8Array): void;
  /** At most the bytes that were asked for, starting with a whole character. */
  text(): string;
}

/** Keeps the newest bytes. */
export function createTail(maxBytes: number): Tail {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  const cut = (): Uint8Array => {
    const all = Buffer.concat(chunks);
    isCut ||= all.length > maxBytes;
    return all.subarray(Math.max(0, all.length - maxBytes));
  };
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      // Joined only when twice the limit is held, so that each byte is copied once.
      if (size <= 2 * maxBytes && chunks.length < MAX_CHUNKS) return;
      chunks = [Uint8Array.from(cut())];
      size = chunks[0]?.length ?? 0;
    },
    text() {
      const rest = cut();
      if (!isCut) return decode(rest);
      const start = rest.findIndex((byte) => (byte & 0xc0) !== 0x80);
      return start === -1 ? '' : decode(rest.subarray(start));
    },
  };
}

/** Bytes that are no UTF-8 become U+FFFD; a byte order mark stays. */
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
