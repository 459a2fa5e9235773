import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../adapters/system/files.ts';
import type { DeployPorts } from './deployer.ts';
import { directory } from './directory.ts';
import { OWNERSHIP_FILE } from './ownership.ts';

const ports: DeployPorts = { files: createFiles(), signal: new AbortController().signal };
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'orc-directory-'));
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string): string => join(root, 'deployed', path);
const map = (name: string, value = 'v', more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: a\n${more}data: {k: ${value}}\n`;
const pathOf = (name: string): string => `a/ConfigMap._${name}.yaml`;

interface Options {
  readonly force?: boolean;
  readonly allowPrune?: boolean;
}
const planOf = (texts: readonly string[], { force = false, allowPrune = false }: Options = {}, given = ports) =>
  directory.plan(
    {
      spec: { path: 'deployed' },
      rendered: { text: texts.join('---\n'), objects: [] },
      configDir: root,
      workDir: root,
      force,
      allowPrune,
    },
    given,
  );
async function deploy(texts: readonly string[], options: Options = {}, given = ports) {
  const plan = await planOf(texts, options, given);
  await directory.apply(plan, given);
  return plan.changes;
}

/** Every file below the folder with its text. */
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(root, 'deployed'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(join(root, 'deployed'), path), readFileSync(path, 'utf8')]),
  );

describe('directory', () => {
  test('creates, updates, keeps and removes files, and an own folder that becomes empty', async () => {
    const other = map('d').replace('namespace: a', 'namespace: b');
    expect(await deploy([map('a'), map('b'), map('c'), other])).toMatchObject({ created: { length: 4 } });
    const changes = await deploy([map('a'), map('b', 'new'), map('e')], { allowPrune: true });
    expect(changes).toEqual({
      created: [pathOf('e')],
      updated: [pathOf('b')],
      kept: [pathOf('a')],
      pruned: [pathOf('c'), 'b/ConfigMap._d.yaml'],
      retained: [],
    });
    expect(contents()).toEqual({
      [OWNERSHIP_FILE]: expect.stringMatching(/a\.yaml\n.*b\.yaml\n.*e\.yaml\n$/),
      [pathOf('a')]: map('a'),
      [pathOf('b')]: map('b', 'new'),
      [pathOf('e')]: map('e'),
    });
    expect(existsSync(at('b'))).toBe(false);
  });

  test('a second run of the same writes nothing', async () => {
    await deploy([map('a')]);
    const before = statSync(at(OWNERSHIP_FILE), { bigint: true });
    const plan = await planOf([map('a')]);
    expect(plan).toMatchObject({ diff: '', changes: { created: [], updated: [], kept: [pathOf('a')], pruned: [] } });
    await directory.apply(plan, ports);
    expect(statSync(at(OWNERSHIP_FILE), { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  });

  test('says where objects without a namespace go, while they are new there', async () => {
    const nowhere = map('a').replace('  namespace: a\n', '');
    expect((await planOf([nowhere])).notices).toEqual([expect.stringContaining('filed under "default"')]);
    await deploy([nowhere]);
    expect((await planOf([nowhere])).notices).toEqual([]);
  });

  test('planning touches nothing, and shows the change with values of Secrets hidden', async () => {
    await deploy([map('a', 'old')]);
    const before = contents();
    const secret = map('s', 'hunter2').replace('ConfigMap', 'Secret');
    const { diff } = await planOf([map('a', 'new'), secret]);
    expect(diff).toContain(`--- a/${pathOf('a')}\n+++ b/${pathOf('a')}\n`);
    expect(diff).toContain('-data: {k: old}\n+data: {k: new}\n');
    expect(diff).toContain('+++ b/a/Secret._s.yaml\n');
    expect(diff).not.toContain('hunter2');
    expect(contents()).toEqual(before);
  });

  test('names all files of others and all edits at once, and takes them over with force', async () => {
    await deploy([map('a'), map('b'), map('c')]);
    writeFileSync(at(pathOf('a')), 'edited\n');
    writeFileSync(at(pathOf('b')), 'edited\n');
    writeFileSync(at(pathOf('d')), 'foreign\n');
    writeFileSync(at('notes.md'), 'mine\n');
    const next = [map('a', 'new'), map('c'), map('d')];
    const before = contents();
    await expect(deploy(next)).rejects.toMatchObject({
      problems: [pathOf('a'), pathOf('d'), pathOf('b')].map((path) => ({
        code: 'DEPLOY_CONFLICT',
        message: expect.stringContaining(`"deployed/${path}"`),
      })),
    });
    expect(contents()).toEqual(before);
    expect(await deploy(next, { force: true })).toMatchObject({ updated: { length: 2 }, pruned: [pathOf('b')] });
    expect(contents()).toMatchObject({ [pathOf('d')]: map('d'), 'notes.md': 'mine\n' });
  });

  test('refuses to remove everything, and does so when told, leaving nothing of its own', async () => {
    await deploy([map('a'), map('b')]);
    await expect(deploy([])).rejects.toMatchObject({ problems: [{ code: 'DEPLOY_REFUSED' }] });
    expect(Object.keys(contents())).toHaveLength(3);
    await deploy([], { allowPrune: true });
    expect(readdirSync(at(''))).toEqual([]);
  });

  test('a file that asks for it stays, is said each time, and may be rendered again', async () => {
    const kept = map('k', 'v', '  annotations: {orchestrator.dev/prune: disabled}\n');
    await deploy([map('a'), kept]);
    for (const _ of [1, 2]) {
      const plan = await planOf([map('a')]);
      expect(plan).toMatchObject({
        changes: { retained: [pathOf('k')], pruned: [] },
        notices: [expect.stringContaining(pathOf('k'))],
      });
      await directory.apply(plan, ports);
    }
    expect(await deploy([map('a'), map('k')])).toMatchObject({ updated: [pathOf('k')] });
  });

  test('follows no link out of the folder, not even with force', async () => {
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside', 'file'), 'precious\n');
    mkdirSync(at('b'), { recursive: true });
    symlinkSync(join(root, 'outside'), at('a'));
    symlinkSync(join(root, 'outside', 'file'), at('b/ConfigMap._x.yaml'));
    const linked = map('x').replace('namespace: a', 'namespace: b');
    for (const force of [false, true])
      await expect(deploy([map('x'), linked], { force })).rejects.toMatchObject({
        problems: [{ message: expect.stringContaining('a link') }, { message: expect.stringContaining('is a link') }],
      });
    expect(readdirSync(join(root, 'outside'))).toEqual(['file']);
    expect(readFileSync(join(root, 'outside', 'file'), 'utf8')).toBe('precious\n');
  });

  test('a folder that is a link itself is followed: the config names it', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'deployed'));
    await deploy([map('a')]);
    expect(readdirSync(join(root, 'elsewhere', 'a'))).toEqual(['ConfigMap._a.yaml']);
  });

  test('refuses a file in its place, and an ownership file that is a link', async () => {
    const refusal = (message: RegExp) => ({
      problems: [{ code: 'DEPLOY_CONFLICT', message: expect.stringMatching(message) }],
    });
    writeFileSync(at(''), '');
    await expect(deploy([map('a')], { force: true })).rejects.toMatchObject(refusal(/"deployed" is no folder/));
    await rm(at(''));
    mkdirSync(at(''));
    symlinkSync(join(root, 'elsewhere'), at(OWNERSHIP_FILE));
    await expect(deploy([map('a')], { force: true })).rejects.toMatchObject(refusal(/is no regular file/));
    expect(readdirSync(root)).toEqual(['deployed']);
  });

  test('an ownership file that was damaged, or points out of the folder, removes nothing', async () => {
    await deploy([map('a'), map('b')]);
    const text = readFileSync(at(OWNERSHIP_FILE), 'utf8');
    writeFileSync(join(root, 'precious'), 'p');
    writeFileSync(
      at(OWNERSHIP_FILE),
      `${text}148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940  ../precious\n`,
    );
    await expect(deploy([map('a')])).rejects.toMatchObject({
      problems: [{ at: { file: `deployed/${OWNERSHIP_FILE}` } }],
    });
    await deploy([map('a', 'new')], { force: true });
    expect(existsSync(join(root, 'precious'))).toBe(true);
    expect(contents()[pathOf('b')]).toBe(map('b'));
  });

  test('removes what a killed run left half-written, and nothing that only looks like it', async () => {
    await deploy([map('a')]);
    for (const name of ['a/.orc-00000000-1111-2222-3333-444444444444.tmp', '.orc-notes.tmp'])
      writeFileSync(at(name), '');
    await deploy([map('a')]);
    expect(Object.keys(contents()).filter((name) => name.includes('.orc-'))).toEqual(['.orc-notes.tmp']);
  });

  test('names that no file system takes are cut, and are ours all the same', async () => {
    const name = 'n'.repeat(253);
    await deploy([map(name), map('a')]);
    expect(await deploy([map(name, 'new'), map('a')])).toMatchObject({ updated: { length: 1 }, created: [] });
    expect(await deploy([map('a')])).toMatchObject({ pruned: { length: 1 } });
  });
});

describe('a run that is killed', () => {
  /** Files that fail for good after so many changes, as if the process had ended there. */
  function mortal(changes: number): DeployPorts {
    let left = changes;
    const step =
      <A extends readonly unknown[]>(job: (...args: A) => Promise<void>) =>
      async (...args: A): Promise<void> => {
        if (left === 0) throw new Error('killed');
        left -= 1;
        await job(...args);
      };
    const { files } = ports;
    return { ...ports, files: { ...files, writeAtomic: step(files.writeAtomic), remove: step(files.remove) } };
  }

  const first = [map('a'), map('b'), map('c'), map('d'), map('e')];
  const second = [map('a', 'new'), map('b'), map('d', 'new'), map('e'), map('f'), map('g')];
  const third = [map('a', 'newer'), map('b'), map('e', 'newer'), map('h')];

  test.each([
    ['the same again', second],
    ['something else', third],
  ])('between any two changes is gone on from by %s, without force', async (_, next) => {
    let changes = 0;
    for (let isKilled = true; isKilled; changes += 1) {
      await rm(join(root, 'deployed'), { recursive: true, force: true });
      await deploy(first);
      isKilled = await deploy(second, {}, mortal(changes)).then(
        () => false,
        (error: Error) => error.message === 'killed',
      );
      await deploy(next);
      const resumed = contents();
      await rm(join(root, 'deployed'), { recursive: true });
      await deploy(next);
      expect(resumed).toEqual(contents());
    }
    // Ownership, one removal, four files, ownership; and the run that was not killed.
    expect(changes).toBe(8);
  });

  test('before anything was there is gone on from as well', async () => {
    for (let changes = 0; changes <= 7; changes += 1) {
      await rm(join(root, 'deployed'), { recursive: true, force: true });
      await deploy(first, {}, mortal(changes)).catch(() => {});
      expect(await deploy(first)).toMatchObject({ updated: [], pruned: [] });
      expect(Object.keys(contents())).toHaveLength(6);
    }
  });
});
