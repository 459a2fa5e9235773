import dockerignore from '@balena/dockerignore';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { createDockerIgnore, createIgnoreList, dockerIgnoreNames } from './docker-ignore.ts';

/** Whether a file is sent, having asked for its folders first as a walk does. */
function sends(text: string, path: string, always: readonly string[] = []): boolean {
  const decide = unwrap(createDockerIgnore(text, { always }));
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  return above.every((folder) => decide(folder, 'folder').descend) && decide(path, 'file').keep;
}

describe('a .dockerignore', () => {
  test.each([
    ['node_modules', 'node_modules/a/b.js', false],
    ['node_modules', 'web/node_modules/a.js', true],
    ['**/node_modules', 'web/node_modules/a.js', false],
    ['/node_modules/', 'node_modules/a.js', false],
    ['./a', 'a', false],
    ['*', 'a', false],
    ['*\n!src', 'src/deep/a.ts', true],
    ['*\n!src', 'lib/a.ts', false],
    ['!src\n*', 'src/a.ts', false],
    ['*\n!**/keep', 'deep/er/keep', true],
    ['a\n!a/b/c', 'a/b/c', true],
    ['a\n!a/b/c', 'a/b/d', false],
    ['*.md\n!README*.md\nREADME-secret.md', 'README.md', true],
    ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', false],
    ['# comment\n#x', '#x', true],
    [' #x', '#x', false],
    ['\uFEFFa', 'a', false],
    ['a\r\nb\r\n', 'b', false],
    ['  spaced name  ', 'spaced name', false],
    ['! a\n', 'a', true],
    ['Secret', 'secret', true],
    ['a+b', 'a+b', false],
    ['a+b', 'aab', true],
    ['(x|y)', '(x|y)', false],
    ['(x|y)', 'x', true],
    ['a{2}', 'aa', true],
    ['$a^', '$a^', false],
    ['**foo', 'barfoo', false],
    ['**foo*', 'barfoo1', true],
    ['a**b', 'axb', true],
    ['a**b', 'ax/b', false],
    ['a/**', 'a', true],
    ['a/**', 'a/b', false],
    ['a?c', 'a/c', true],
    ['[a-c]x', 'bx', false],
    ['[^a-c]x', 'bx', true],
    ['[\\]]', ']', false],
    ['\\*', '*', false],
    ['\\*', 'a', true],
    ['*/*/c', 'a/b/c/d', false],
    ['..', 'a', true],
    ['.', 'a', true],
  ])('%j and %s: sent is %s', (text, path, sent) => {
    expect(sends(text, path)).toBe(sent);
  });

  test.each(['[', 'a[', '[]', '[]a]', 'a\\', '!', '[a-]', '[-a]'])(
    '%j is malformed and named with its line',
    (text) => {
      expect(createDockerIgnore(`ok\n${text}`, { file: 'web/.dockerignore' })).toMatchObject({
        ok: false,
        problems: [{ code: 'INPUT_INVALID', message: `web/.dockerignore:2: "${text}" is not a pattern` }],
      });
    },
  );

  test('the Dockerfile and the rules themselves are always sent', () => {
    const always = ['docker/Dockerfile', '.dockerignore'];
    expect(sends('*', 'docker/Dockerfile', always)).toBe(true);
    expect(sends('*', '.dockerignore', always)).toBe(true);
    expect(sends('*', 'docker/other', always)).toBe(false);
  });

  test('an ignored folder is entered only where a later "!" rule can match below it', () => {
    const decide = unwrap(createDockerIgnore('*\n!web/src/**\n'));
    expect(decide('web', 'folder')).toEqual({ keep: false, descend: true });
    expect(decide('web/src', 'folder')).toEqual({ keep: false, descend: true });
    expect(decide('web/src/deep', 'folder')).toEqual({ keep: true, descend: true });
    expect(decide('web/lib', 'folder')).toEqual({ keep: false, descend: false });
    expect(decide('node_modules', 'folder')).toEqual({ keep: false, descend: false });
  });

  test('a folder that is kept without anything below it is not entered', () => {
    const decide = unwrap(createDockerIgnore('heap/**\n**/cache/**\n!web/cache/keep\n'));
    expect(decide('heap', 'folder')).toEqual({ keep: true, descend: false });
    expect(decide('a/cache', 'folder')).toEqual({ keep: true, descend: false });
    expect(decide('web/cache', 'folder')).toEqual({ keep: true, descend: true });
    const again = unwrap(createDockerIgnore('heap/**\n!heap\n'));
    expect(again('heap', 'folder')).toEqual({ keep: true, descend: true });
  });

  test("a Dockerfile's own rules come before the common ones", () => {
    expect(dockerIgnoreNames('docker/web.Dockerfile')).toEqual(['docker/web.Dockerfile.dockerignore', '.dockerignore']);
  });

  test('an ignore list names the wrong element', () => {
    expect(createIgnoreList(['a', '['], 'files[0].ignore')).toMatchObject({
      ok: false,
      problems: [{ message: 'files[0].ignore[1]: "[" is not a pattern' }],
    });
  });

  test('agrees with @balena/dockerignore wherever that one agrees with moby', () => {
    const part = fc.oneof(fc.stringMatching(/^[ab*?.-]{1,4}$/), fc.constant('**'));
    const rule = fc
      .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([negative, parts]) => `${negative ? '!' : ''}${parts.join('/')}`)
      // There `**x` is not "ends with x", and `.` and `..` parts are beside the point.
      .filter((text) => !/(^|\/)\.{1,2}(\/|$)|\*\*[^/]|[^/]\*\*|^!?\*\*$/.test(text.replace('!', '')));
    const path = fc
      .array(fc.stringMatching(/^[ab.-]{1,4}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), path, (rules, file) => {
        fc.pre(!/(^|\/)\.{1,2}(\/|$)/.test(file));
        expect(sends(rules.join('\n'), file)).toBe(
          !dockerignore
            .default({ ignorecase: false })
            .add([...rules])
            .ignores(file),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('hostile patterns', () => {
  test('alternating stars against the longest name take no time', () => {
    const decide = unwrap(createDockerIgnore(`${'*a'.repeat(60)}*b\n${'**/a/'.repeat(60)}b`));
    expect(took(() => decide('a'.repeat(255), 'file'))).toBeLessThan(100);
    expect(took(() => decide('a/'.repeat(2000) + 'c', 'file'))).toBeLessThan(1000);
  });

  test('10,000 patterns are read and asked within 100 ms', () => {
    const text = Array.from(
      { length: 10_000 },
      (_, index) => `dir${index}/file${index % 7}${index % 2 ? '*' : ''}.txt`,
    ).join('\n');
    expect(took(() => unwrap(createDockerIgnore(text))('dir5/x', 'file'))).toBeLessThan(100);
  });
});

/** Milliseconds of processor time: other programs on the machine do not count. */
function took(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
}
