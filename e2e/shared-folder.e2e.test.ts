/** Several runs of one project, and the one folder that they hand over to. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const config = `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts: [{image: web, layers: {files: [{src: data, dest: /data}]}}]
manifests: {rawYaml: [k8s.yaml]}
deploy: {directory: {path: out}}
`;

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: {containers: [{name: a, image: web}]}\n`;

test('take turns: each hands over the whole of what it rendered, and the last one is there', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `pod-${at}`);
  const cwd = await createFolder({
    'orchestrator.yaml': config,
    data: '1',
    'k8s.yaml': names.map(pod).join('---\n'),
  });
  const run = (label: string) => orchestrator(['run', `--label=run=${label}`], { cwd });
  const runs = await Promise.all(['one', 'two', 'three', 'four', 'five'].map(run));
  expect(runs.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0, 0]);

  await execa('sha256sum', ['--check', '--quiet', '.orchestrator-owned'], { cwd: join(cwd, 'out') });
  const files = await readdir(join(cwd, 'out/shop'));
  const texts = await Promise.all(files.map((file) => readFile(join(cwd, 'out/shop', file), 'utf8')));
  const labels = new Set(texts.map((text) => /run: "?(\w+)/.exec(text)?.[1]));
  expect([files.length, labels.size]).toEqual([names.length, 1]);
  expect(await readdir(join(cwd, '.orchestrator/locks'))).toEqual([]);
  expect((await run('six')).exitCode).toBe(0);
});
