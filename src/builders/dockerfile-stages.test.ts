import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { parseDockerfile } from './dockerfile.ts';
import { type OutsideOptions, readOutside } from './dockerfile-stages.ts';

const read = (text: string, options: Partial<OutsideOptions> = {}) =>
  readOutside(unwrap(parseDockerfile(text, 'Dockerfile')), { buildArgs: {}, ...options });
const sources = (text: string, options: Partial<OutsideOptions> = {}) =>
  read(text, options).reads.map((one) => one.sources.map(({ path }) => path));

describe('sources', () => {
  test.each([
    ['all but the last word', 'COPY a b/ /to', [['a', 'b']]],
    ['below the context, however written', 'ADD ./a ../b /c/../d . /to', [['a', 'b', 'd', '.']]],
    ['of JSON', 'COPY ["a b", "/to"]', [['a b']]],
    ['not of another stage or image', 'COPY --from=base a /to\nCOPY --from=nginx a /to', []],
    ['not of the web', 'ADD https://x.example/a git@x.example:a.git b /to', [['b']]],
    ['not of here-documents', 'COPY <<A b /to/\nA', [['b']]],
    ['none where all are from elsewhere', 'ADD https://x.example/a /to', []],
    ['of bind mounts', 'RUN --mount=type=bind,source=go.mod,target=go.mod x', [['go.mod']]],
    ['everything by a bare mount', 'RUN --mount=target=. x', [['.']]],
    ['not of other mounts', 'RUN --mount=type=cache,target=/c --mount=from=base,target=/b x', []],
    ['expanded', 'ARG D=src\nENV E=$D/x\nCOPY ${D} $E /to', [['src', 'src/x']]],
    ['unknown where a variable is', 'COPY $NODE_DIR/a b /to', [[undefined, 'b']]],
    ['unknown by platform', 'ARG TARGETARCH\nCOPY app-$TARGETARCH /to', [[undefined]]],
    ['of ENV in its old form', 'ENV D some dir\nCOPY $D /to', [['some dir']]],
    ['of ONBUILD are those of other builds', 'ONBUILD COPY . /to', []],
  ])('are %s', (_, lines, expected) => {
    expect(sources(`FROM base AS base\n${lines}`)).toEqual(expected);
  });

  test('take build arguments over defaults, and only after their ARG', () => {
    const text = 'ARG D=a\nFROM base\nCOPY ${D} /x\nARG D\nCOPY ${D} /y';
    expect(sources(text)).toEqual([[undefined], ['a']]);
    expect(sources(text, { buildArgs: { D: 'b' } })).toEqual([[undefined], ['b']]);
  });

  test('a stage has what the stage below it has set, and no more', () => {
    const text =
      'FROM a AS one\nENV D=x\nARG P=p\nFROM one AS two\nCOPY $D $P /to\nFROM b\nCOPY --from=two / /\nCOPY $D /to';
    expect(sources(text)).toEqual([['x', undefined], [undefined]]);
  });

  test('of stages that nothing is taken from do not count', () => {
    const text =
      'FROM a AS tests\nCOPY tests /\nFROM a AS one\nCOPY 1 /\nFROM a AS two\nCOPY 2 /\n' +
      'FROM b\nCOPY --from=one / /\nRUN --mount=from=TWO,target=/t x\nCOPY 3 /';
    expect(sources(text)).toEqual([['1'], ['2'], ['3']]);
    expect(sources(text, { target: 'tests' })).toEqual([['tests']]);
  });

  test('of all variables of one ENV are those before it', () => {
    expect(sources('FROM a\nENV A=x\nENV A=y B=$A\nCOPY $A $B /')).toEqual([['y', 'x']]);
  });

  test('of stages behind the target do not count', () => {
    const text = 'FROM a AS one\nCOPY 1 /\nFROM one AS Two\nCOPY 2 /\nFROM two\nCOPY 3 /';
    expect(sources(text, { target: 'two' })).toEqual([['1'], ['2']]);
    expect(sources(text, { target: '0' })).toEqual([['1']]);
    expect(sources(text)).toEqual([['1'], ['2'], ['3']]);
  });
});

describe('images', () => {
  test.each([
    ['of FROM and COPY --from, each once', 'FROM a:1\nCOPY --from=b:2 x y\nFROM a:1', ['a:1', 'b:2']],
    ['not stages, not scratch', 'FROM a AS One\nFROM one\nCOPY --from=ONE x y\nCOPY --from=0 x y\nFROM scratch', ['a']],
    ['with their arguments', 'ARG V=1\nFROM a:$V\nFROM ${X:-b}', ['a:1', 'b']],
    ['left out where they cannot be known', 'FROM $X', []],
  ])('are %s', (_, text, expected) => {
    expect(read(text).images).toEqual(expected);
  });
});

test('arguments are all that are declared', () => {
  expect([...read('ARG A\nFROM a\nARG B=1 C\nRUN x').args]).toEqual(['A', 'B', 'C']);
});

describe('the need for BuildKit', () => {
  const tail = `@sha256:${'a'.repeat(64)}`;
  test.each([
    ['FROM a\nRUN x\nCOPY --chown=1 a b\nADD a b', undefined],
    ['FROM a\nRUN --mount=type=cache,target=/x y', 'RUN --mount'],
    ['FROM a\nRUN --network=none x', 'RUN --network'],
    ['FROM a\nRUN --security=insecure x', 'RUN --security'],
    ['FROM a\nCOPY --link a b', 'COPY --link'],
    ['FROM a\nCOPY --chmod=644 a b', 'COPY --chmod'],
    ['FROM a\nADD --checksum=sha256:1 https://x.example/a b', 'ADD --checksum'],
    ['FROM a\nRUN <<EOF\nEOF', 'RUN <<EOF'],
    ['FROM --platform=$BUILDPLATFORM a', 'FROM --platform=$BUILDPLATFORM'],
    ['ARG BUILDPLATFORM\nFROM --platform=$BUILDPLATFORM a', undefined],
    ['ARG P=x\nFROM --platform=$P a', undefined],
    ['FROM --platform=linux/arm64 a', undefined],
    ['# syntax=docker/dockerfile:1\nFROM a', '# syntax=docker/dockerfile:1 (wish)'],
    ['# syntax=docker/dockerfile:1\nFROM a\nRUN <<EOF\nEOF', 'RUN <<EOF'],
    ['# syntax=evil/frontend:1\nFROM a', '# syntax=evil/frontend:1 (foreign)'],
    [`# syntax=evil/frontend${tail}\nFROM a`, `# syntax=evil/frontend${tail}`],
  ])('of %j is %s', (text, expected) => {
    const need = read(text).buildkit;
    const kind = need?.isWish ? ' (wish)' : need?.isForeign ? ' (foreign)' : '';
    expect(need && need.what + kind).toBe(expected);
  });

  test('has a place', () => {
    const text = 'FROM a\nRUN --mount=type=cache,target=/x y\n';
    expect(read(text).buildkit?.at).toMatchObject({ start: 7, end: text.length - 1 });
  });
});
