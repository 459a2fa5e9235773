/** What is told of runs that did not get to their end, with a real journal; kills of the program itself are in e2e/journal. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createJournal } from '../adapters/journal/journal.ts';
import { createSystem } from '../adapters/system/system.ts';
import type { Event } from '../events/event.ts';
import { digestOf, hexOf } from '../image/digest.ts';
import type { Effect, Journal } from '../ports/journal.ts';
import type { Registry } from '../ports/registry.ts';
import { withJournaledTags } from './journaled-registry.ts';
import { withEffect, withJournal } from './with-journal.ts';

const digest = digestOf('image');
const tag: Effect = { kind: 'tag', name: 'a.example/web', tag: 'v1', digest };
const other: Effect = { kind: 'tag', name: 'b.example/web', tag: 'v1', digest };

function createRoom() {
  const workDir = mkdtempSync(join(tmpdir(), 'with-journal-'));
  onTestFinished(() => rmSync(workDir, { recursive: true }));
  const folder = join(workDir, 'journal1');
  const system = createSystem();
  const told: string[][] = [];
  const emit = (event: Event): void => {
    if (event.type !== 'notice') return;
    told.push([event.message, ...(event.problem?.because ?? []).map(({ message }) => message)]);
  };
  const abort = new AbortController();
  const started: Journal[] = [];
  const start = () => {
    const journal = createJournal(folder, { command: 'build', clock: system.clock, isKept: async () => true });
    started.push(journal);
    return { journal, system, emit, workDir, signal: abort.signal };
  };
  /** The journals of all that was started, as runs that are gone have them. */
  const die = async (): Promise<void> => {
    for (const name of readdirSync(folder))
      writeFileSync(join(folder, name.replace(/^\d+\.\d+/, '1.1')), readFileSync(join(folder, name)));
    for (const journal of started.splice(0)) await journal.close();
  };
  return { workDir, told, abort, start, die, left: () => readdirSync(folder) };
}

const run = { expected: [], dryRun: false };

describe('a run that was killed', () => {
  test('is told by each run until one ends well', async () => {
    const { told, start, die, left } = createRoom();
    const killed = start();
    killed.journal.expect([tag, other]);
    await killed.journal.begin(tag);
    await die();
    await expect(withJournal(run, start(), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(left()).toHaveLength(1);
    expect(await withJournal({ ...run, dryRun: true }, start(), async () => 'planned')).toBe('planned');
    expect(await withJournal(run, start(), async () => 'done')).toBe('done');
    expect(left()).toEqual([]);
    await withJournal(run, start(), async () => undefined);
    const [first, second, ...more] = told;
    expect(first).toEqual([
      expect.stringMatching(/^the "build" that began 20\S+Z was stopped midway$/),
      `a.example/web:v1 may be ${digest} by now`,
      `b.example/web:v1 was not made ${digest}`,
    ]);
    expect([second, more]).toEqual([first, []]);
  });

  test('says how far a folder is by what lies in it', async () => {
    const { told, workDir, start, die } = createRoom();
    const files = { a: 'new', b: 'old' };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workDir, name), text);
    const written = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, hexOf(digestOf('new'))]));
    await start().journal.begin({ kind: 'folder', path: workDir, written, removed: ['b', 'd'] });
    await die();
    await withJournal(run, start(), async () => undefined);
    expect(told[0]?.[1]).toBe('. has 2 of 5 changes: a, d; it lacks b, c, b');
  });

  test('and whose beginning was torn is told without its name; one of which nothing is left, not at all', async () => {
    const { told, workDir, start, die, left } = createRoom();
    await start().journal.begin(tag);
    await die();
    const [name = ''] = left();
    const path = join(workDir, 'journal1', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"build"', '"bu'));
    await start().journal.begin(other);
    const done = start();
    await done.journal.begin(tag);
    await done.journal.mark(tag, 'done');
    await die();
    await withJournal(run, start(), async () => undefined);
    expect(told.map(([message]) => message).sort()).toEqual([
      'an earlier run was stopped midway',
      expect.stringContaining('the "build"'),
    ]);
    expect(left()).toEqual([]);
  });
});

describe('a run that fails', () => {
  test('tells nothing more than its failure, unless it leaves something half done', async () => {
    const { told, start, left } = createRoom();
    const ports = start();
    const failing = withJournal(run, ports, async () => {
      await withEffect(tag, ports, async () => undefined);
      await withEffect(other, ports, () => Promise.reject(new Error('denied')));
    });
    await expect(failing).rejects.toThrow('denied');
    expect([told, left()]).toEqual([[], []]);
    const half = start();
    const stuck = withJournal(run, half, async () => {
      await half.journal.begin(other);
      throw new Error('disk full');
    });
    await expect(stuck).rejects.toThrow('disk full');
    expect(told).toEqual([['this run was stopped midway', `b.example/web:v1 may be ${digest} by now`]]);
  });

  test('because it was stopped tells what it had done and what it had not', async () => {
    const { told, abort, workDir, start, left } = createRoom();
    const ports = start();
    const expected: readonly Effect[] = [{ kind: 'file', path: join(workDir, 'artifacts.json') }];
    const stopped = withJournal({ ...run, expected }, ports, async () => {
      await withEffect(tag, ports, async () => undefined);
      abort.abort();
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(told).toEqual([
      ['this run was stopped midway', `a.example/web:v1 is ${digest}`, 'artifacts.json was not written'],
    ]);
    expect(left()).toEqual([]);
  });
});

test('a registry notes its tags, and no content by digest', async () => {
  const { start, left } = createRoom();
  const { journal, signal } = start();
  const seen: (readonly string[])[] = [];
  const inner = { pushManifest: async () => void seen.push(left()) } as unknown as Registry;
  const registry = withJournaledTags(inner, journal);
  const manifest = { bytes: Buffer.from('m'), descriptor: { mediaType: 'm', digest, size: 1 } };
  const place = { name: 'a.example/web', registry: 'a.example', repository: 'web' };
  await registry.pushManifest({ ...place, tag: 'v1' }, manifest, signal);
  await registry.pushManifest({ ...place, digest }, manifest, signal);
  expect(seen.map((names) => names.length)).toEqual([1, 1]);
  expect(journal.entries()).toEqual([{ effect: tag, state: 'done' }]);
  await journal.close();
});
