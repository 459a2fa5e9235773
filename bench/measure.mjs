/** Times whole commands, interleaved so that a busy minute hits all of them alike. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const TIME = '/usr/bin/time';

/** One run: seconds, the peak of resident memory in MiB where GNU time is there, and what the candidate notes. */
function runOnce({ command, cwd, env, before, after, mayFail = false, measuresItself = false }) {
  before?.();
  const [program, ...args] = existsSync(TIME) ? [TIME, '-f', 'peak=%M', ...command] : command;
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - startedMs) / 1000;
  if (status !== 0 && !mayFail) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`);
  const peak = measuresItself ? undefined : /peak=(\d+)/.exec(stderr)?.[1];
  return {
    seconds: measuresItself ? Number(/^seconds=([\d.]+)$/m.exec(stdout)?.[1]) : seconds,
    mib: peak === undefined ? undefined : Number(peak) / 1024,
    note: [after?.(), status === 0 ? undefined : 'FAILED'].filter(Boolean).join('; '),
  };
}

const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/**
 * Runs every candidate `runs` times after one warm-up.
 *
 * @param candidates name → `{command, cwd?, env?, before?, after?, mayFail?, measuresItself?}`, or for one that cannot run here `{why}` or
 *   undefined; `after` may return a note, and the last one is kept. A failure ends the run unless it is part of the story.
 *   What measures itself prints `seconds=0.034`.
 * @returns name → `{median, min, max, mib, note}` in seconds and MiB, or `{why}`.
 */
export function measure(candidates, runs) {
  const able = Object.entries(candidates).filter(([, candidate]) => candidate?.command !== undefined);
  const samples = new Map(able.map(([name]) => [name, []]));
  for (let round = 0; round <= runs; round++)
    for (const [name, candidate] of able) {
      const sample = runOnce(candidate);
      if (round > 0) samples.get(name).push(sample);
    }
  return Object.fromEntries(
    Object.keys(candidates).map((name) => {
      const list = samples.get(name);
      if (list === undefined) return [name, { why: candidates[name]?.why ?? 'it is not on PATH' }];
      const seconds = list.map((sample) => sample.seconds);
      const mib = list[0].mib === undefined ? undefined : Math.max(...list.map((sample) => sample.mib));
      const spread = { median: middle(seconds), min: Math.min(...seconds), max: Math.max(...seconds) };
      return [name, { ...spread, mib, note: list.at(-1).note }];
    }),
  );
}
