/**
 * Frames of a WebSocket, the client's side: what is sent is masked, what comes is not. Pure.
 *
 *     chunks ─createFrames─► whole messages and control frames
 *
 * Source: RFC 6455, sections 5 and 7.
 */
import { createHash, randomBytes } from 'node:crypto';

export type Message = { readonly kind: 'data' | 'ping' | 'pong' | 'close'; readonly payload: Buffer };

const CONTINUED = 0;
const BINARY = 2;
const KINDS = { 1: 'data', [BINARY]: 'data', 8: 'close', 9: 'ping', 10: 'pong' } as const;
const OPCODES = { data: BINARY, close: 8, ping: 9, pong: 10 } as const;
const FINAL = 0x80;
const MASKED = 0x80;
/** Of one message; the API server's are 32 KiB. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface Frames {
  /** @throws Error where the bytes are no WebSocket of a server, or a message is longer than 16 MiB. */
  push(chunk: Uint8Array): readonly Message[];
}

export function createFrames(): Frames {
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  return {
    push(chunk) {
      rest = Buffer.concat([rest, chunk]);
      const messages: Message[] = [];
      for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
        rest = rest.subarray(frame.size);
        const { opcode, isFinal, payload } = frame;
        if (opcode >= 8) {
          messages.push({ kind: kindOf(opcode), payload });
          continue;
        }
        if (opcode !== CONTINUED) kindOf(opcode);
        if ((opcode === CONTINUED) === (parts.length === 0)) throw new Error('a message goes on that has not begun');
        parts.push(payload);
        if (parts.reduce((sum, part) => sum + part.length, 0) > MOST_BYTES) throw new Error('a message is too long');
        if (!isFinal) continue;
        messages.push({ kind: 'data', payload: Buffer.concat(parts) });
        parts = [];
      }
      return messages;
    },
  };
}

/** One frame, masked as a client has to. */
export function frameOf(kind: Message['kind'], payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = FINAL | OPCODES[kind];
  head[1] = MASKED | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

/** What a server answers to `sec-websocket-key`, so that nobody's cache is taken for one. */
export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
  /** Bytes that it took. */
  readonly size: number;
}

/** Undefined where it is not whole yet. */
function readFrame(bytes: Buffer): Frame | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.length < 2) return undefined;
  if ((second & MASKED) !== 0) throw new Error('a server masks nothing');
  if ((first & 0x70) !== 0) throw new Error('an extension that nobody asked for');
  const short = second & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (length > MOST_BYTES) throw new Error('a message is too long');
  if (bytes.length < start + length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return { opcode: first & 0x0f, isFinal: (first & FINAL) !== 0, payload, size: start + length };
}

function kindOf(opcode: number): Message['kind'] {
  const kind = KINDS[opcode as keyof typeof KINDS];
  if (kind === undefined) throw new Error(`frames of kind ${opcode} are not known`);
  return kind;
}
