/**
 * `npm run bench`: each workload with its peers in the same run, as a table of ratios. A peer that is not on PATH is
 * printed as "not run". Figures are whole processes, start to exit; the best the machine can do is `node -e 0`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, onPath } from './measure.mjs';
import { makeLayersProject, makeRenderProject } from './projects.mjs';
import { serveRegistry } from './registry.mjs';

const bin = fileURLToPath(new URL('../dist/orchestrator.cjs', import.meta.url));
const ours = (...words) => [process.execPath, bin, ...words];
const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
const runs = Number(process.env['BENCH_RUNS'] ?? 7);
const floor = { command: [process.execPath, '-e', '0'] };
const peer = (program, ...words) => (onPath(program) === undefined ? undefined : [program, ...words]);

const renderWords = ['render', '--build-artifacts=artifacts.json', '--digest-source=none', '--offline=true'];
const skaffold = (cwd) => {
  const command = peer(
    'skaffold',
    ...renderWords,
    '--output=skaffold.out',
    '--update-check=false',
    '--interactive=false',
  );
  return command && { command, cwd };
};

function renderWorkload(name, files, artifacts) {
  const cwd = join(folder, name);
  makeRenderProject(cwd, { files, artifacts });
  const kustomize = peer('kustomize', 'build', '.', '-o', 'kustomize.out');
  return {
    'node -e 0': floor,
    orchestrator: { command: ours(...renderWords, '--output=ours.out', '--progress=none'), cwd },
    skaffold: skaffold(cwd),
    kustomize: kustomize && { command: kustomize, cwd },
  };
}

async function layersWorkload() {
  const cwd = join(folder, 'layers');
  makeLayersProject(cwd, { files: 2000 });
  const registry = await serveRegistry(bin, cwd);
  let edit = 0;
  const before = () => writeFileSync(join(cwd, 'page', 'index.html'), `edit ${edit++}\n`);
  return {
    close: registry.close,
    candidates: {
      'node -e 0': floor,
      orchestrator: { command: ours('build', `--default-repo=${registry.host}`, '--progress=none'), cwd, before },
    },
  };
}

const rows = [];
function report(workload, candidates) {
  const results = measure(candidates, runs);
  const base = results['orchestrator'];
  for (const [name, result] of Object.entries(results)) {
    if (result === undefined) {
      rows.push([workload, name, 'not run', '', '', '']);
      continue;
    }
    const range = `${result.min.toFixed(3)}–${result.max.toFixed(3)}`;
    const ratio = name === 'orchestrator' ? '1' : (result.median / base.median).toFixed(2);
    rows.push([workload, name, result.median.toFixed(3), range, result.mib?.toFixed(0) ?? '', ratio]);
  }
}

try {
  const version = peer('skaffold', 'version');
  report('--version', {
    'node -e 0': floor,
    orchestrator: { command: ours('--version') },
    skaffold: version && { command: version },
  });
  report('--help', { 'node -e 0': floor, orchestrator: { command: ours('--help') } });
  report('render, 1 manifest', renderWorkload('render-1', 1, 1));
  report('render, 2,000 objects', renderWorkload('render-2000', 1000, 100));
  report('render, 10,000 objects', renderWorkload('render-10000', 5000, 100));
  const layers = await layersWorkload();
  try {
    report('layers, 1 of 2,001 files edited, push to loopback', layers.candidates);
  } finally {
    await layers.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const head = ['workload', 'command', 'median s', 'min–max s', 'peak MiB', 'ratio to ours'];
const table = [head, head.map(() => '---'), ...rows];
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${runs} runs each\n\n`);
for (const row of table) process.stdout.write(`| ${row.join(' | ')} |\n`);
