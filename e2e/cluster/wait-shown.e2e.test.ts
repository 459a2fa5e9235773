/** What is seen of a wait: a tree with a countdown at a terminal, lines in a log, data for programs, and the end of it. */
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';
import { deployment, manifest, together } from './stories.ts';

const never = { exec: { command: ['false'] }, periodSeconds: 1 };
const stuck = together(
  manifest('v1', 'ConfigMap', 'settings'),
  deployment({ spec: { replicas: 2 }, container: { readinessProbe: never } }),
);
const program = join(import.meta.dirname, '..', '..', 'dist', 'orchestrator.cjs');

const ESCAPE = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** @returns All that the terminal got, and the screens that it showed one after the other. */
async function atTerminal({ cluster, namespace, cwd }: Room, columns: number) {
  const words = `apply all.yaml --timeout=6s --kubeconfig=${cluster.kubeconfig} --namespace=${namespace}`;
  const command = `stty cols ${columns} rows 16; ${process.execPath} ${program} ${words}`;
  const { stdout, exitCode } = await execa('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: join(cwd, 'home'), TERM: 'xterm' },
    extendEnv: false,
    reject: false,
  });
  const screens = stdout.split(/(?:\u001b\[(?:2K|1A|J|0J|G))+/).map((part) => part.replace(ESCAPE, ''));
  return { exitCode, screens, lines: stdout.replace(ESCAPE, '').split(/[\r\n]+/) };
}

describe('a wait that comes to nothing', () => {
  test('at a terminal: what is missing as a tree, with a countdown, within the screen', async (context) => {
    const room = await openRoom(context, { 'all.yaml': stuck });
    const { exitCode, screens, lines } = await atTerminal(room, 60);
    expect(exitCode).toBe(7);
    const seconds = screens.flatMap((screen) => /1 of 2 ready, (\d) s left/.exec(screen)?.[1] ?? []).map(Number);
    expect(new Set(seconds).size).toBeGreaterThan(3);
    expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
    const tree =
      /Deployment \S+\/web: 0 of 2 replicas available\s+[├└]─ ReplicaSet web-\w+: 0 of 2 pods ready\s+[├└]─ pod/;
    expect(screens.some((screen) => tree.test(screen))).toBe(true);
    const drawn = lines.slice(
      0,
      lines.findIndex((line) => /^(?:info|error)/.test(line)),
    );
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.filter((line) => [...line].length > 60)).toEqual([]);
  });

  test('in a log: a line a change, and at the deadline the tree', async (context) => {
    const room = await openRoom(context, { 'all.yaml': stuck });
    const started = performance.now();
    const { exitCode, stderr } = await room.run('apply', 'all.yaml', '--timeout=5s');
    expect(exitCode).toBe(7);
    expect(performance.now() - started).toBeLessThan(30_000);
    const said = stderr.split('\n').filter((line) => line.startsWith('[wait'));
    expect(said.filter((line, index) => line === said[index - 1])).toEqual([]);
    expect(stderr).not.toContain('settings:');
    expect(stderr).toMatch(
      /NOT_READY: Deployment \S+ is not ready within 5 s: 0 of 2 replicas available; container main .*\n {2}Deployment \S+: 0 of 2 replicas available\n {2}└─ ReplicaSet web-\w+: 0 of 2 pods ready\n {5}├─ pod web-\S+\n {5}│ {2}├─ container main runs and is not ready: its readiness probe fails\n {5}│ {2}└─ event Unhealthy/,
    );
  });

  test('as data: each verdict with its parts, and the problem with them', async (context) => {
    const room = await openRoom(context, { 'all.yaml': stuck });
    const { stdout, stderr } = await room.run('apply', 'all.yaml', '--timeout=4s', '--progress=json', '--format=json');
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step.waiting', ready: 1, total: 2, deadline: expect.stringMatching(/Z$/) }),
    );
    const object = `Deployment ${room.namespace}/web`;
    const verdict = { type: 'step.verdict', object, state: 'progressing', parts: [expect.anything()] };
    expect(events).toContainEqual(expect.objectContaining(verdict));
    const { problems } = JSON.parse(stdout);
    const parts = [{ below: [{ text: expect.stringMatching(/^ReplicaSet/) }] }];
    expect(problems).toMatchObject([{ code: 'NOT_READY', parts }]);
  });
});
