/**
 * `npm run bench [-- NAME…]`: each workload with its peers in the same run, as a table of ratios. A peer that is not
 * on PATH is printed as "not run". Figures are whole processes, start to exit; the best the machine can do is
 * `node -e 0`.
 *
 * A topic is a file in workloads/ that exports `workloads`, a list of
 *
 *     { name: 'render-1', title: 'render, 1 manifest', run: async (bench) => ({ candidates, close }) }
 *
 * and NAME chooses one by its name, or all whose names begin with NAME and a dash. BENCH_RUNS says how often each runs.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.mjs';
import { onPath, versionsOf } from './peers.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = join(here, '../dist/orchestrator.cjs');
const wanted = process.argv.slice(2);
const runs = Number(process.env['BENCH_RUNS'] ?? 7);
const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));

/** What a workload gets. */
const bench = {
  bin,
  /** The command of this program. */
  ours: (...words) => [process.execPath, bin, ...words],
  /** What starting Node costs. */
  floor: { command: [process.execPath, '-e', '0'] },
  /** The command of a peer, or undefined where it is not on PATH. */
  peer: (program, ...words) => onPath(program) && [onPath(program), ...words],
  /** A folder of its own for a workload; goes away at the end. */
  folder: (name) => join(folder, name),
};

async function findWorkloads() {
  const files = readdirSync(join(here, 'workloads')).toSorted();
  const topics = await Promise.all(files.map((file) => import(`./workloads/${file}`)));
  const all = topics.flatMap(({ workloads }) => workloads);
  const chosen = all.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}-`)),
  );
  if (chosen.length === 0) throw new Error(`no such workload; there are ${all.map(({ name }) => name).join(', ')}`);
  return chosen;
}

/** One line a candidate; ratios are to ours. */
function rowsOf(title, results) {
  const base = results['orchestrator']?.median;
  return Object.entries(results).map(([name, result]) => {
    const { median, min, max, mib, note, why } = result;
    if (why !== undefined) return [title, name, 'not run', '', '', '', why];
    const ratio = name === 'orchestrator' ? '1' : (median / base).toFixed(2);
    return [title, name, median.toFixed(3), `${min.toFixed(3)}–${max.toFixed(3)}`, mib?.toFixed(0), ratio, note];
  });
}

const print = (cells) => process.stdout.write(`| ${cells.map((cell) => cell ?? '').join(' | ')} |\n`);
const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

try {
  const workloads = await findWorkloads();
  const peers = versionsOf(['skaffold', 'kustomize', 'ko', 'crane', 'skopeo', 'docker', 'docker-registry']);
  process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${load()}\n${peers}\n\n`);
  const head = ['workload', 'command', 'median s', 'min–max s', 'peak MiB', 'ratio to ours', 'notes'];
  print(head);
  print(head.map(() => '---'));
  for (const { title, run, runs: own } of workloads) {
    const { candidates, close } = await run(bench);
    try {
      const times = Math.min(own ?? runs, runs);
      for (const row of rowsOf(`${title} (${times} runs)`, measure(candidates, times))) print(row);
    } finally {
      await close?.();
    }
  }
  process.stdout.write(`\nload at the end ${load()}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
