import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptOf, createFrames, frameOf, type Message } from './websocket.ts';

/** A frame as a server sends it: not masked. */
function served(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127];
  const long = Buffer.alloc(length < 65_536 ? 0 : 8);
  if (long.length > 0) long.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([Buffer.from([first, ...head]), long, payload]);
}

/** The client's frame, read as a server does. */
function unmasked(frame: Buffer): Buffer {
  const short = (frame[1] ?? 0) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  const mask = frame.subarray(start, start + 4);
  return Buffer.from(frame.subarray(start + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
}

const read = (bytes: Buffer, size = bytes.length): readonly Message[] => {
  const frames = createFrames();
  const messages: Message[] = [];
  for (let at = 0; at < bytes.length; at += size) messages.push(...frames.push(bytes.subarray(at, at + size)));
  return messages;
};

describe('frames', () => {
  test('come whole, however the bytes are cut', () => {
    const message = fc.record({ kind: fc.constantFrom(0x82, 0x89, 0x8a), payload: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (list, size) => {
        const bytes = Buffer.concat(list.map(({ kind, payload }) => served(kind, payload)));
        expect(read(bytes, size).map(({ payload }) => [...payload])).toEqual(list.map(({ payload }) => [...payload]));
      }),
    );
  });

  test('of one message are joined, with a ping in between', () => {
    const bytes = Buffer.concat([
      served(0x02, Buffer.from('ab')),
      served(0x89, Buffer.from('?')),
      served(0x00, Buffer.from('cd')),
      served(0x80, Buffer.from('ef')),
    ]);
    expect(read(bytes).map(({ kind, payload }) => `${kind} ${payload}`)).toEqual(['ping ?', 'data abcdef']);
  });

  test.each([70_000, 65_536, 65_535, 126, 125, 0])('of %i bytes', (length) => {
    const payload = Buffer.alloc(length, 7);
    expect(read(served(0x82, payload))).toEqual([{ kind: 'data', payload }]);
    expect(unmasked(frameOf('data', payload)).equals(payload)).toBe(true);
  });

  test.each([
    ['that are masked', Buffer.from([0x82, 0x81, 0, 0, 0, 0, 1])],
    ['of an extension', Buffer.from([0xc2, 0x01, 1])],
    ['of a kind that nobody knows', Buffer.from([0x83, 0x01, 1])],
    ['that go on with nothing', Buffer.from([0x80, 0x01, 1])],
    ['that are too long', Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0])],
  ])('%s are refused', (_, bytes) => {
    expect(() => createFrames().push(bytes)).toThrow();
  });

  test('the answer to a key is that of the RFC', () => {
    expect(acceptOf('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });
});
