import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCodePack, parseCodePack } from './code-pack.ts';

const packs = fc
  .dictionary(fc.stringMatching(/^[a-z]+-[\w-]{8}\.cjs$/), fc.uint8Array({ maxLength: 40 }))
  .map((codes) => new Map(Object.entries(codes).map(([name, code]) => [name, Buffer.from(code)])));

test('what was packed is unpacked, each piece at a multiple of 8', () => {
  fc.assert(
    fc.property(packs, (pack) => {
      const bytes = formatCodePack(pack);
      const found = parseCodePack(bytes);
      expect(found).toEqual(pack);
      for (const code of found.values()) expect((code.byteOffset - bytes.byteOffset) % 8).toBe(0);
    }),
  );
});

test('what is no pack is an empty one, whatever it is', () => {
  for (const text of ['', 'damaged', '{"a":1}\n', 'null\n', '[1]\n', '{"a":[0'])
    expect(parseCodePack(Buffer.from(text))).toEqual(new Map());
});

test('of a pack that was cut off there is what was not', () => {
  fc.assert(
    fc.property(packs, fc.nat(), (pack, cut) => {
      const whole = formatCodePack(pack);
      for (const [name, code] of parseCodePack(whole.subarray(0, cut % (whole.length + 1))))
        expect(pack.get(name)?.subarray(0, code.length)).toEqual(code);
    }),
  );
});
