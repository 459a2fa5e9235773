import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { Effect, EffectState, Journal } from '../../ports/journal.ts';
import { createJournal } from './journal.ts';
import { formatEntry, formatHeader, formatState, parseJournal } from './journal-lines.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'journal-'));
  folder = join(root, 'state', 'journal1');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const began = '2026-08-11T07:30:00.000Z';
const always = async (): Promise<boolean> => true;
const open = (isKept = always) =>
  createJournal(folder, { command: 'build', clock: { now: () => new Date(began) }, isKept });

const tag = (name: string): Effect => ({ kind: 'tag', name, tag: 'v1', digest: digestOf(name) });
const file: Effect = { kind: 'file', path: '/work/artifacts.json' };
const written: Effect = { kind: 'folder', path: '/work/deployed', written: { 'a/b.yaml': 'ab12' }, removed: ['c'] };
const a = tag('a.example/web');
const b = tag('b.example/web');

const OTHER_BOOT = '1.1';
/** The run is gone: its file is given to a process that is not there. */
async function kill(journal: Journal): Promise<string> {
  const [name = ''] = readdirSync(folder);
  const [, , namespace, word] = name.split('.');
  const dead = `${OTHER_BOOT}.${namespace}.${word}`;
  writeFileSync(join(folder, dead), readFileSync(join(folder, name)));
  await journal.close();
  return dead;
}

describe('a journal', () => {
  test('is not there before something is to be done, nor after the run', async () => {
    const journal = open();
    journal.expect([a, file]);
    await journal.mark(file, 'done');
    await journal.close();
    expect(existsSync(folder)).toBe(false);
    await journal.begin(a);
    const [name = ''] = readdirSync(folder);
    expect([statSync(folder).mode & 0o777, statSync(join(folder, name)).mode & 0o777]).toEqual([0o700, 0o600]);
    await journal.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a run that was killed says what was done, what may have been, and what is left', async () => {
    const journal = open();
    journal.expect([file]);
    await journal.begin(a);
    await journal.mark(a, 'done');
    journal.expect([b, tag('c.example/web')]);
    await journal.begin(b);
    const id = await kill(journal);
    const [run, ...others] = await open().interrupted();
    expect(others).toEqual([]);
    expect(run).toEqual({
      ...{ id, command: 'build', began },
      entries: [
        { effect: file, state: 'expected' },
        { effect: a, state: 'done' },
        { effect: b, state: 'begun' },
        { effect: tag('c.example/web'), state: 'expected' },
      ],
    });
    await open().forget(run === undefined ? [] : [run]);
    expect(await open().interrupted()).toEqual([]);
  });

  test('learns what an effect came to', async () => {
    const journal = open();
    const unknown: Effect = { kind: 'tag', name: 'a.example/web', tag: 'v1' };
    await journal.begin(unknown);
    await journal.mark(a, 'done');
    await journal.begin(written);
    await kill(journal);
    expect((await open().interrupted())[0]?.entries).toEqual([
      { effect: a, state: 'done' },
      { effect: written, state: 'begun' },
    ]);
  });

  test('of a run that still runs, or of no run of ours, is left alone', async () => {
    const journal = open();
    await journal.begin(a);
    for (const name of ['notes', '1.1.1.zz', '.hidden']) writeFileSync(join(folder, name), 'x');
    expect(await open().interrupted()).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(4);
    await journal.close();
  });

  test('of a run in another container is believed as long as it gives signs of life', async () => {
    const journal = open();
    await journal.begin(a);
    const [name = ''] = readdirSync(folder);
    await journal.mark(a, 'failed');
    const [, , , word] = name.split('.');
    const foreign = join(folder, `${OTHER_BOOT}.1.${word}`);
    writeFileSync(foreign, readFileSync(join(folder, name)));
    expect(await open().interrupted()).toEqual([]);
    const before = new Date(Date.now() - 130_000);
    utimesSync(foreign, before, before);
    expect(await open().interrupted()).toMatchObject([{ entries: [{ state: 'failed' }] }]);
    await journal.close();
  });

  test('gives signs of life while its run lasts, and none after it', async () => {
    const journal = createJournal(folder, {
      command: 'build',
      clock: { now: () => new Date() },
      isKept: always,
      beatMs: 5,
    });
    await journal.begin(a);
    const [name = ''] = readdirSync(folder);
    const path = join(folder, name);
    const content = readFileSync(path, 'utf8');
    const old = new Date(Date.now() - 3_600_000);
    utimesSync(path, old, old);
    await vi.waitFor(() => expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000), 10_000);
    expect(readFileSync(path, 'utf8')).toBe(content);
    await journal.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('whose process was killed in truth is found', async () => {
    const journal = open();
    await journal.begin(a);
    const [name = ''] = readdirSync(folder);
    const { pid = 0 } = spawnSync('true');
    const [, start, ...rest] = name.split('.');
    const gone = [pid, start, ...rest].join('.');
    writeFileSync(join(folder, gone), readFileSync(join(folder, name)));
    expect((await open().interrupted()).map(({ id }) => id)).toEqual([gone]);
    await journal.close();
  });

  test('that cannot be written stops what was to be done, and a later note is whole', async () => {
    writeFileSync(join(root, 'state'), 'a file where the folder belongs');
    await expect(open().begin(a)).rejects.toMatchObject({ problems: [{ code: 'FILE_FAILED' }] });
  });

  test('is not kept where nothing can be, and is asked about once', async () => {
    let asked = 0;
    const journal = open(async () => {
      asked += 1;
      return false;
    });
    await journal.begin(a);
    await journal.begin(b);
    await journal.mark(b, 'done');
    expect(asked).toBe(1);
    expect(existsSync(folder)).toBe(false);
    expect(journal.entries().map(({ state }) => state)).toEqual(['begun', 'done']);
  });

  test('takes notes of effects that go on together', async () => {
    const journal = open();
    const many = Array.from({ length: 20 }, (_, n) => tag(`r${n}.example/web`));
    await Promise.all(
      many.map(async (effect) => {
        await journal.begin(effect);
        await journal.mark(effect, 'done');
      }),
    );
    await kill(journal);
    const entries = (await open().interrupted())[0]?.entries ?? [];
    expect(entries.map(({ state }) => state)).toEqual(many.map(() => 'done'));
  });
});

describe('a text that was torn or damaged', () => {
  const lines = [
    formatHeader('run', began),
    formatEntry({ effect: file, state: 'expected' }),
    formatEntry({ effect: a, state: 'begun' }),
    formatState(a, 'done'),
    formatEntry({ effect: written, state: 'begun' }),
    formatState(written, 'done'),
  ];
  const text = lines.join('');
  const order: readonly EffectState[] = ['expected', 'begun', 'done'];
  const whole = new Map(parseJournal(text).entries.map(({ effect, state }) => [JSON.stringify(effect), state]));

  /** Never more than was written, and nothing else. */
  function expectLess(damaged: string): void {
    for (const { effect, state } of parseJournal(damaged).entries) {
      const most = whole.get(JSON.stringify(effect));
      expect(order.indexOf(state)).toBeLessThanOrEqual(order.indexOf(most ?? 'expected'));
      expect(most).toBeDefined();
    }
  }

  test('at any byte says less, and nothing wrong', () => {
    for (let length = 0; length <= text.length; length += 1) expectLess(text.slice(0, length));
    expect(parseJournal(text.slice(0, -1)).entries.at(-1)?.state).toBe('done');
    expect(parseJournal(text.slice(0, -2)).entries.at(-1)?.state).toBe('begun');
    expect(parseJournal(text.slice(0, 40))).toEqual({ command: '', began: '', entries: [] });
  });

  test('anywhere says less, and nothing wrong', () => {
    const damage = fc.tuple(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(damage, ([at, noise]) => {
        expectLess(text.slice(0, at) + noise + text.slice(at + noise.length));
      }),
    );
  });

  test('by another version, with kinds that are not known, is read as far as it is', () => {
    const unknown = formatEntry({ effect: { kind: 'cluster', path: '/x' } as unknown as Effect, state: 'begun' });
    const relative = formatEntry({ effect: { kind: 'file', path: 'x' }, state: 'begun' });
    expect(parseJournal(`${unknown}${relative}${formatState(b, 'done')}${text}`).entries).toHaveLength(3);
  });
});
