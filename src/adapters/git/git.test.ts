import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GitVariant } from '../../ports/git.ts';
import type { Processes } from '../../ports/system.ts';
import { createProcesses } from '../system/processes.ts';
import { createGit } from './git.ts';
import { defuse } from './hostile-config.ts';

const processes = createProcesses();
let root = '';
/** A work tree with one commit: `web/index.html`. */
let tree = '';
let context = '';

const env = (): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: join(root, 'home') });
const author = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@test',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@test',
};
const gitIn = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env: { ...env(), ...author }, encoding: 'utf8', stdio: 'pipe' }).trim();
const git = (...args: string[]): string => gitIn(tree, ...args);
const write = (path: string, text: string): void => {
  mkdirSync(join(tree, path, '..'), { recursive: true });
  writeFileSync(join(tree, path), text);
};
const commit = (): void => {
  git('add', '-A');
  git('commit', '-qm', 'x');
};
const stateOf = (
  folder = context,
  variant: GitVariant = 'Tags',
  { outputs = [], more = {} }: { outputs?: readonly string[]; more?: Record<string, string> } = {},
) =>
  createGit({ processes, env: { ...env(), ...more } }).state(folder, variant, {
    ownOutputs: outputs.map((path) => join(tree, path)),
    signal: new AbortController().signal,
  });

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'orc-git-')));
  tree = join(root, 'tree');
  context = join(tree, 'web');
  mkdirSync(join(root, 'home'));
  mkdirSync(tree);
  git('init', '-q', '-b', 'main');
  write('web/index.html', 'hello');
  commit();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('where git has nothing to say', () => {
  test('a folder outside a work tree, one without a commit and the inside of .git have no state', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    expect(await stateOf(empty)).toBeUndefined();
    gitIn(empty, 'init', '-q');
    expect(await stateOf(empty)).toBeUndefined();
    expect(await stateOf(join(tree, '.git'))).toBeUndefined();
  });

  test('a machine without git has no state', async () => {
    const none: Processes = { ...processes, find: async () => undefined };
    const signal = new AbortController().signal;
    expect(
      await createGit({ processes: none, env: {} }).state(context, 'Tags', { ownOutputs: [], signal }),
    ).toBeUndefined();
  });
});

describe('a variant names', () => {
  test.each<[GitVariant, readonly string[]]>([
    ['CommitSha', ['rev-list', '-1', 'HEAD']],
    ['AbbrevCommitSha', ['rev-list', '-1', 'HEAD', '--abbrev-commit']],
    ['TreeSha', ['rev-parse', 'HEAD:web/']],
    ['AbbrevTreeSha', ['rev-parse', '--short', 'HEAD:web/']],
    ['Tags', ['describe', '--tags', '--always']],
    ['Branches', ['branch', '--show-current']],
  ])("for %s what Skaffold's command prints", async (variant, command) => {
    expect(await stateOf(context, variant)).toEqual({ ref: git(...command), dirty: false });
  });

  test('the tag at the commit, or the nearest one and how far it is', async () => {
    git('tag', 'v1');
    expect(await stateOf()).toMatchObject({ ref: 'v1' });
    write('web/index.html', 'more');
    commit();
    expect(await stateOf()).toMatchObject({ ref: expect.stringMatching(/^v1-1-g[0-9a-f]{7}$/) });
  });

  test('the branch even where a tag has its name, and the commit where none is checked out', async () => {
    git('checkout', '-qb', 'feature/x');
    git('tag', 'feature/x');
    expect(await stateOf(context, 'Branches')).toMatchObject({ ref: 'feature/x' });
    git('checkout', '-q', '--detach');
    expect(await stateOf(context, 'Branches')).toMatchObject({ ref: git('rev-parse', '--short', 'HEAD') });
  });

  test('the tree at the top of the repository too', async () => {
    expect(await stateOf(tree, 'TreeSha')).toMatchObject({ ref: git('rev-parse', 'HEAD^{tree}') });
  });

  test('no tree for a folder that is not committed', async () => {
    write('new/x', '');
    await expect(stateOf(join(tree, 'new'), 'TreeSha')).rejects.toThrow(
      /GIT_FAILED: git in ".*new": path 'new\/' exists on disk, but not in 'HEAD'/,
    );
  });
});

describe('a tree is dirty', () => {
  test.each<[string, () => unknown]>([
    ['by a change', () => write('web/index.html', 'changed')],
    ['by a new file', () => write('web/sub/new', '')],
    ['by a file that is gone', () => rmSync(join(context, 'index.html'))],
    ['by what is staged', () => [write('web/staged', ''), git('add', '-A')]],
    ['by a mode', () => chmodSync(join(context, 'index.html'), 0o755)],
  ])('%s', async (_, change) => {
    change();
    expect(await stateOf()).toMatchObject({ dirty: true });
  });

  test.each<[string, () => unknown]>([
    ['outside the folder', () => write('other/new', '')],
    ['in ignored files', () => [write('.gitignore', 'tmp\n'), commit(), write('web/tmp/x', '')]],
    ['of a time', () => write('web/index.html', 'hello')],
    ['in our own state', () => write('web/.orchestrator/registry/x', '')],
  ])('not by changes %s', async (_, change) => {
    change();
    expect(await stateOf()).toMatchObject({ dirty: false });
  });

  test('not by our own outputs, new, committed or in a folder that is all ours', async () => {
    write('web/artifacts.json', '1');
    commit();
    write('web/artifacts.json', '2');
    write('web/deployed/a b/[x].yaml', '');
    const outputs = ['web/artifacts.json', 'web/deployed', 'elsewhere'];
    expect(await stateOf(context, 'Tags', { outputs })).toMatchObject({ dirty: false });
    expect(await stateOf(context, 'Tags', { outputs: ['web/artifacts.json'] })).toMatchObject({ dirty: true });
    write('web/other', '');
    expect(await stateOf(context, 'Tags', { outputs })).toMatchObject({ dirty: true });
  });

  test('and asking writes nothing into the repository', async () => {
    write('web/index.html', 'hello');
    const index = (): Buffer => readFileSync(join(tree, '.git/index'));
    const before = index();
    await stateOf();
    expect(index()).toEqual(before);
  });
});

describe('a hostile repository', () => {
  const script = (): string => {
    const path = join(root, 'evil.sh');
    writeFileSync(path, `#!/bin/sh\ntouch ${join(root, 'harm')}\ncat\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const harmed = (): boolean => readdirSync(root).includes('harm');
  /** Makes git read the file again, and so filter it. */
  const touch = (): void => write('web/index.html', 'HELLO');

  test.each<[string, (evil: string) => void]>([
    ['a file system monitor', (evil) => git('config', 'core.fsmonitor', evil)],
    ['a clean filter', (evil) => git('config', 'filter.x.clean', evil)],
    ['a filter process', (evil) => git('config', 'filter.x.process', evil)],
    [
      'a filter of an included file',
      (evil) => {
        writeFileSync(join(tree, '.git/more'), `[filter "x"]\n\tclean = ${evil}\n\trequired = true\n`);
        git('config', 'include.path', 'more');
      },
    ],
  ])('does not get %s run', async (_, plant) => {
    write('web/.gitattributes', '* filter=x\n');
    commit();
    plant(script());
    touch();
    expect(await stateOf()).toMatchObject({ dirty: true });
    expect(harmed()).toBe(false);
    execFileSync('git', ['status'], { cwd: tree, env: env(), stdio: 'pipe' });
    expect(harmed()).toBe(true); // the trap works
  });

  test("cannot turn off the user's own filter, nor replace it", async () => {
    gitIn(root, 'config', '--global', 'filter.low.clean', 'tr A-Z a-z');
    write('web/.gitattributes', '* filter=low\n');
    commit();
    git('config', 'filter.low.clean', script());
    touch(); // HELLO is committed as hello
    expect(await stateOf()).toMatchObject({ dirty: false });
    expect(harmed()).toBe(false);
  });

  test('is refused for a filter that cannot be named in an option', () => {
    expect(() => defuse('local\0filter.a=b.clean\nx\0')).toThrow(/GIT_FAILED.*"="/);
  });

  test('does not learn of GIT_DIR from whoever started us', async () => {
    const more = { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', GIT_WORK_TREE: '/' };
    expect(await stateOf(context, 'Tags', { more })).toMatchObject({ dirty: false });
  });
});

describe('a repository of another user', () => {
  const refusal = /GIT_FAILED: git refuses ".*tree", which belongs to another user/;

  test.skipIf(process.getuid?.() !== 0)('is refused with the way out, which then works', async () => {
    for (const path of [tree, join(tree, '.git')]) chownSync(path, 12_345, 12_345);
    await expect(stateOf()).rejects.toThrow(refusal);
    await expect(stateOf()).rejects.toMatchObject({
      problems: [{ hint: expect.stringContaining(`git config --global --add safe.directory '${tree}'`) }],
    });
    gitIn(root, 'config', '--global', '--add', 'safe.directory', tree);
    expect(await stateOf()).toMatchObject({ dirty: false });
  });

  test.each([
    ['2.35.2', "fatal: unsafe repository ('/x/tree' is owned by someone else)\nTo add an exception …"],
    ['2.39.5', "fatal: detected dubious ownership in repository at '/x/tree'\nTo add an exception …"],
  ])('is told apart by what git %s prints', async (_, stderr) => {
    const recorded: Processes = {
      find: async () => '/usr/bin/git',
      run: async () => ({ exitCode: 128, stdout: '', stderr }),
    };
    const signal = new AbortController().signal;
    const asked = createGit({ processes: recorded, env: {} }).state('/x/tree/web', 'Tags', { ownOutputs: [], signal });
    await expect(asked).rejects.toThrow(refusal);
  });
});

test('a broken repository is a failure in the words of git', async () => {
  writeFileSync(join(tree, '.git/HEAD'), 'nonsense');
  rmSync(join(tree, '.git'), { recursive: true });
  writeFileSync(join(tree, '.git'), 'gitdir: /nowhere/at/all\n');
  await expect(stateOf()).rejects.toThrow(/GIT_FAILED: git in ".*web": not a git repository: \/nowhere\/at\/all/);
});
