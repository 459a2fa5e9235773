import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { parseDockerfile } from './dockerfile.ts';
import { renameBases } from './dockerfile-bases.ts';
import { type OutsideOptions, readOutside } from './dockerfile-stages.ts';

const read = (text: string, options: Partial<OutsideOptions> = {}) =>
  readOutside(unwrap(parseDockerfile(text, 'Dockerfile')), { buildArgs: {}, ...options });
const names = (text: string, options?: Partial<OutsideOptions>) => read(text, options).bases.map(({ name }) => name);
const pin = (text: string, options?: Partial<OutsideOptions>) => {
  const { escapeSign } = unwrap(parseDockerfile(text, 'Dockerfile'));
  return renameBases(text, read(text, options).bases, escapeSign, (name) => `<${name}>`);
};

describe('the bases of a Dockerfile', () => {
  test.each([
    [
      'of FROM, COPY --from and mounts',
      'FROM a:1\nCOPY --from=b:2 x y\nRUN --mount=type=bind,from=c,target=/c z',
      'a:1 b:2 c',
    ],
    [
      'not stages, by name or number, and not scratch',
      'FROM a AS One\nFROM scratch\nCOPY --from=ONE x y\nADD --from=0 x y',
      'a',
    ],
    ['not stages that come later', 'FROM a\nCOPY --from=late x y\nFROM b AS late\nFROM 0', 'a'],
    [
      'not of stages that nothing is taken from',
      'FROM a AS unused\nFROM b AS used\nFROM c\nCOPY --from=used x y',
      'b c',
    ],
    [
      'with arguments, defaults and fallbacks',
      'ARG V=1\nARG W\nFROM a:$V AS x\nFROM x\nCOPY --from=b:2 x y\nRUN --mount=from=c:${V} d',
      'a:1 b:2',
    ],
    ['with a platform', 'FROM --platform=$BUILDPLATFORM a:1', 'a:1'],
    ['in other spelling', '# escape=`\nfrom `\n  a:1 as x\nRUN <<EOF\nFROM not\nEOF\n', 'a:1'],
  ])('are %s', (_, text, expected) => {
    expect(names(text).join(' ')).toBe(expected);
  });

  test('take build arguments over defaults, and end at the target', () => {
    const text = 'ARG V=1\nFROM a:$V AS one\nFROM b';
    expect(names(text, { buildArgs: { V: '2' }, target: 'one' })).toEqual(['a:2']);
  });

  test('are known by platform where that is known, and told where not', () => {
    const text = 'FROM a:$TARGETARCH AS x\nFROM b:$OTHER AS unused\nFROM x';
    expect(names(text, { platformArgs: { TARGETARCH: 'arm64' } })).toEqual(['a:arm64']);
    expect(read(text).unknownBases.map((word) => word.text)).toEqual(['a:$TARGETARCH']);
  });
});

describe('other names', () => {
  test.each([
    ['FROM a:1 AS x # y', 'FROM <a:1> AS x # y'],
    ['FROM "a:1"', 'FROM <a:1>'],
    ['ARG V=1\nFROM a:${V} AS b', 'ARG V=1\nFROM <a:1> AS b'],
    ['FROM --platform=linux/amd64 a:1\r\nRUN x\r\n', 'FROM --platform=linux/amd64 <a:1>\r\nRUN x\r\n'],
    ['FROM a\nCOPY --from="b" x y', 'FROM <a>\nCOPY --from="<b>" x y'],
    [
      'FROM a\nRUN --mount="from=b,target=/b" --mount=target=/c,from=c x',
      'FROM <a>\nRUN --mount="from=<b>,target=/b" --mount=target=/c,from=<c> x',
    ],
    [
      'FROM a\nRUN --mount=target=/c,\\\n# between\nfrom=c x',
      'FROM <a>\nRUN --mount=target=/c,\\\n# between\nfrom=<c> x',
    ],
    ['FROM a:\\\n1 AS x\nRUN y', 'FROM \\\n<a:1> AS x\nRUN y'],
    ['# escape=`\nFROM a`\n:1\nRUN y', '# escape=`\nFROM `\n<a:1>\nRUN y'],
    ['FROM a AS a\nFROM a\nCOPY --from=a x y', 'FROM <a> AS a\nFROM a\nCOPY --from=a x y'],
  ])('%j ─► %j', (text, expected) => {
    expect(pin(text)).toBe(expected);
  });

  const line = fc.constantFrom(
    ...[
      'FROM a:1',
      'FROM  b:$V  AS  s',
      'FROM \\\n\n# c\n b:2',
      'FROM s',
      'COPY --from=s x y',
      'COPY --from=c\\\n:3 x y',
      '',
    ],
    ...[
      '# FROM no',
      'RUN --mount=from=d:4,target=/d e',
      'RUN <<E\nFROM no\nE',
      'ARG V=9',
      'from scratch',
      'RUN a \\\n b',
    ],
  );
  test('leave every line the line that it is, and everything else as it was', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = ['ARG V=1', 'FROM a:1', ...lines].join('\n').replaceAll('\n', end);
        const renamed = pin(text);
        const [before, after] = [text, renamed].map((one) => unwrap(parseDockerfile(one, 'D')).instructions);
        const lineOf = (one: string, at: number) => one.slice(0, at).split('\n').length;
        expect(after?.map(({ keyword, at }) => [keyword, lineOf(renamed, at.start), lineOf(renamed, at.end)])).toEqual(
          before?.map(({ keyword, at }) => [keyword, lineOf(text, at.start), lineOf(text, at.end)]),
        );
        // Named by other names, each base is the one that it was.
        expect(names(renamed)).toEqual(names(text).map((name) => `<${name}>`));
      }),
    );
  });
});
