import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createJournal } from '../adapters/journal/journal.ts';
import { createClock } from '../adapters/system/clock.ts';
import { createLocks } from '../adapters/system/locks.ts';
import { createSystem } from '../adapters/system/system.ts';
import { OURS, soundConfig } from '../config/resolve.cases.ts';
import { unwrap } from '../errors/result.ts';
import type { Event } from '../events/event.ts';
import { renderDocuments } from '../manifest/render.ts';
import { DEFAULT_PATH, destinationOf } from './destination.ts';
import { type HandOverRequest, handOver } from './hand-over.ts';
import type { Project } from './load.ts';
import { createExpander } from './templates.ts';

const resolvedOf = (text: string) => soundConfig(text, { command: 'deploy' });

describe('handOver', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'orc-hand-over-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const events: Event[] = [];
  const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n';

  async function run(config: string, request: Partial<HandOverRequest> = {}, env: Record<string, string> = {}) {
    const project: Project = {
      resolved: await resolvedOf(config),
      configFile: 'orchestrator.yaml',
      configDir: root,
      env,
      expand: createExpander(env, {}),
      settings: {},
    };
    const rendered = renderDocuments([{ name: 'k8s/web.yaml', text: SERVICE }], { own: [] });
    if (!rendered.ok) throw new Error('not rendered');
    const ports = {
      system: createSystem(),
      locks: createLocks(join(root, '.orchestrator/locks')),
      journal: createJournal(join(root, '.orchestrator/journal1'), {
        command: 'deploy',
        clock: createClock(),
        isKept: async () => true,
      }),
      emit: (event: Event) => void events.push(event),
      workDir: root,
      signal: new AbortController().signal,
    };
    events.length = 0;
    const to = unwrap(destinationOf(project));
    if (to.kind !== 'directory') throw new Error('it deploys to a cluster');
    return handOver(project, rendered.value, { to, force: false, allowPrune: false, dryRun: false, ...request }, ports);
  }

  test('expands the path, writes below the folder of the config, and counts', async () => {
    const done = await run(`${OURS}deploy: {directory: {path: "clusters/{{.ENV}}"}}\n`, {}, { ENV: 'staging' });
    expect(done).toMatchObject({
      directory: 'clusters/staging',
      changes: { created: ['shop/Service._web.yaml'], updated: [], kept: [], pruned: [] },
    });
    expect(existsSync(join(root, 'clusters/staging/shop/Service._web.yaml'))).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(['step.started', 'step.finished']);
    expect(events[1]).toMatchObject({
      outcome: 'done',
      result: '1 created, 0 updated, 0 kept, 0 pruned in clusters/staging',
    });
  });

  test('a dry run writes nothing, and says so', async () => {
    const done = await run(OURS, { dryRun: true });
    expect(done.diff).toContain('+kind: Service');
    expect(events.at(-1)).toMatchObject({ result: expect.stringContaining('(dry run: nothing was written)') });
    expect(readdirSync(root)).toEqual([]);
  });

  test.each([
    ['clusters/{{.ENV}}', 'clusters/<no value>'],
    ['{{default "" .ENV}}', ''],
  ])('refuses the path %s without its variable', async (path, expanded) => {
    await expect(run(`${OURS}deploy: {directory: {path: '${path}'}}\n`)).rejects.toMatchObject({
      problems: [{ code: 'CONFIG_INVALID', message: expect.stringContaining(`became "${expanded}"`) }],
    });
    expect(readdirSync(root)).toEqual([]);
  });

  test('tells that kubectl beside a directory is not used', async () => {
    await run(`${OURS}deploy: {directory: {}, kubectl: {}}\n`);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'notice', level: 'warning', message: expect.stringContaining('deploy.kubectl') }),
    );
  });

  test('a failure ends the step with its problems', async () => {
    writeFileSync(join(root, DEFAULT_PATH), '');
    await expect(run(OURS)).rejects.toMatchObject({ problems: [{ code: 'DEPLOY_CONFLICT' }] });
    expect(events.at(-1)).toMatchObject({
      type: 'step.finished',
      outcome: 'failed',
      problems: [{ code: 'DEPLOY_CONFLICT' }],
    });
  });
});
