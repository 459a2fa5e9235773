import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { parseDockerfile } from './dockerfile.ts';

const parse = (text: string) => unwrap(parseDockerfile(text, 'Dockerfile'));
const shown = (text: string) =>
  parse(text).instructions.map(({ keyword, flags, text: rest }) =>
    [keyword, ...flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)), rest].join(
      ' ',
    ),
  );

describe('instructions', () => {
  test.each([
    ['lower case and indented', 'from a\n  run  x  y ', ['FROM a', 'RUN x  y']],
    ['no end at the end', 'FROM a', ['FROM a']],
    ['a byte order mark and CRLF', '\uFEFFFROM a\r\nRUN b\r\n', ['FROM a', 'RUN b']],
    ['continuations, with spaces behind the escape', 'FROM a\nRUN b \\  \n  c\\\n\td', ['FROM a', 'RUN b   c\td']],
    ['comments and empty lines inside', 'FROM a\nRUN b \\\n# no \\\n\n   # neither\n c', ['FROM a', 'RUN b  c']],
    ['a hash that begins no line', 'FROM a\nRUN echo # x', ['FROM a', 'RUN echo # x']],
    ['an escape at the very end', 'FROM a\nRUN b \\', ['FROM a', 'RUN b']],
    ['another escape', '# escape=`\nFROM a\nRUN b `\n c\\', ['FROM a', 'RUN b  c\\']],
    ['a late directive is a comment', '\n# escape=`\nFROM a\nRUN b \\\n c', ['FROM a', 'RUN b  c']],
    ['flags', 'FROM --platform=x a\nCOPY --from=b --link a b', ['FROM --platform=x a', 'COPY --from=b --link a b']],
    [
      'flags with quotes',
      'FROM a\nRUN --mount=type=bind,source="a b" c',
      ['FROM a', 'RUN --mount=type=bind,source=a b c'],
    ],
    ['a flag after a word is none', 'FROM a\nRUN x --y', ['FROM a', 'RUN x --y']],
    ['one that nobody knows', 'FROM a\nFROBNICATE b', ['FROM a', 'FROBNICATE b']],
    ['JSON', 'FROM a\nCOPY ["a b", "c"]', ['FROM a', 'COPY ["a b", "c"]']],
  ])('reads %s', (_, text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test('words are the items of JSON, or what spaces separate', () => {
    const words = (line: string) => parse(`FROM a\n${line}`).instructions[1]?.words.map(({ text }) => text);
    expect(words('COPY ["a b", "c"]')).toEqual(['a b', 'c']);
    expect(words('COPY [a b] c')).toEqual(['[a', 'b]', 'c']);
    expect(words('COPY "a b" c')).toEqual(['"a', 'b"', 'c']);
  });

  test('know where they and their words stand, across lines', () => {
    const text = '# first\nFROM a\nCOPY one \\\n  # between\n  two/x /to\n';
    const copy = parse(text).instructions[1];
    expect(copy && text.slice(copy.at.start, copy.at.end)).toBe('COPY one \\\n  # between\n  two/x /to');
    expect(copy?.words.map(({ at }) => text.slice(at.start, at.end))).toEqual(['one', 'two/x', '/to']);
  });
});

describe('here-documents', () => {
  test('are skipped to their end', () => {
    const text = 'FROM a\nRUN <<EOF sh\nFROM not\nEOF\nCOPY <<-"A" <<B /x/\n\t\tA\nB\nRUN cat <<<x';
    const { instructions } = parse(text);
    expect(instructions.map(({ keyword, heredocs }) => [keyword, ...heredocs])).toEqual([
      ['FROM'],
      ['RUN', 'EOF'],
      ['COPY', 'A', 'B'],
      ['RUN'],
    ]);
  });

  test('without an end are a problem with a place', () => {
    const text = 'FROM a\nRUN <<EOF\nx';
    expect(parseDockerfile(text, 'd/Dockerfile')).toMatchObject({
      ok: false,
      problems: [
        { code: 'INPUT_INVALID', hint: expect.stringContaining('EOF'), at: { file: 'd/Dockerfile', start: 7 } },
      ],
    });
  });
});

test('directives stand at the top, each once', () => {
  const { directives } = parse('# Syntax=docker/dockerfile:1\n#escape = `\n# escape=\\\nFROM a');
  expect({ ...directives }).toEqual({ syntax: 'docker/dockerfile:1', escape: '`' });
});

test('a text without FROM is no Dockerfile', () => {
  expect(parseDockerfile('# FROM a\n', 'x')).toMatchObject({ ok: false, problems: [{ message: '"x" has no FROM' }] });
});

test('places lie inside the text, whatever the text is', () => {
  const line = fc.oneof(
    fc.constantFrom('FROM a', 'COPY a \\', 'RUN <<E', 'E', '# c', '', ' b\\', '\r', 'ARG X=${Y:-"'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join('\n');
      const parsed = parseDockerfile(text, 'f');
      const spans = parsed.ok
        ? parsed.value.instructions.flatMap(({ at, words }) => [at, ...words.map((w) => w.at)])
        : [];
      for (const { start, end } of spans) expect(0 <= start && start <= end && end <= text.length).toBe(true);
    }),
  );
});
