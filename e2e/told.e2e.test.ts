/** What a run tells of itself, to programs and to people. */
import { expect, test } from 'vitest';
import { config, pod, project } from './mistakes.ts';
import { orchestrator, seeProgress, startOrchestrator } from './program.ts';
import { findPort } from './services/ports.ts';
import { createFolder } from './services/provided.ts';

const scratch = `${config('')}build:
  tagPolicy: {inputDigest: {}}
  artifacts:
    - {image: web, layers: {base: scratch, files: [{src: a.txt, dest: /a}]}}
manifests: {rawYaml: [pod.yaml]}
`;
const folder = () => createFolder({ ...project, 'orchestrator.yaml': scratch });

test('run gives what it built as build does, beside what it handed over', async () => {
  const cwd = await folder();
  const built = JSON.parse((await orchestrator(['build', '--format=json'], { cwd })).stdout);
  expect(built.builds).toMatchObject([{ imageName: 'web' }]);
  const ran = JSON.parse((await orchestrator(['run', '--format=json'], { cwd })).stdout);
  expect(ran).toMatchObject({ ok: true, builds: built.builds, changes: { created: [expect.any(String)] } });
});

test('what was not built is not said to be done', async () => {
  const cwd = await folder();
  const skipped = /^\[build web\] skipped.*: \S+web:[0-9a-f]{64} \(nothing was built: this run only makes the tag\)$/m;
  expect((await orchestrator(['build', '--dry-run'], { cwd })).stderr).toMatch(skipped);
  expect((await orchestrator(['render', '--digest-source=tag'], { cwd })).stderr).toMatch(skipped);
  const events = (await orchestrator(['build', '--dry-run', '--progress=json'], { cwd })).stderr.trim().split('\n');
  const finished = events.map((line) => JSON.parse(line)).filter(({ type }) => type === 'step.finished');
  expect(finished).toMatchObject([{ step: 'build:web', outcome: 'skipped', why: expect.any(String) }]);
});

test('an object that stands twice in what is rendered is told with both places', async () => {
  const twice = `${pod}---\n${pod}`;
  const cwd = await createFolder({
    'orchestrator.yaml': config('manifests: {rawYaml: [all.yaml]}\n'),
    'all.yaml': twice,
  });
  for (const output of [[], ['-o', 'out.yaml']]) {
    const run = await orchestrator(['render', '--offline', '--digest-source=none', ...output], { cwd });
    expect(run.stderr).toMatch(
      /^warning MANIFEST_INVALID: Pod "p" is there twice\n +all\.yaml:9:1\n[\s\S]*because MANIFEST_INVALID: Pod "p" is here\n +all\.yaml:1:1\n/m,
    );
    expect(run.exitCode).toBe(0);
  }
});

test('registry serve says how long it served', async () => {
  const cwd = await folder();
  const child = startOrchestrator(['registry', 'serve', `--port=${await findPort()}`, '--progress=json'], { cwd });
  await seeProgress(child, /listening on/);
  child.kill('SIGINT');
  const { stderr } = await child;
  const [finished] = stderr
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'step.finished');
  expect(finished).toMatchObject({ step: 'serve', outcome: 'done' });
  expect(finished.durationMs).toBeGreaterThan(0);
});
