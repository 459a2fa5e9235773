/** Rows F3 and F4: what the disk gave back is not what was written. */
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { orchestrator, readArtifacts } from '../program.ts';
import { build, createProject, noise } from './project.ts';

/** Every file of the project's state. */
const storedFiles = (cwd: string): readonly string[] =>
  readdirSync(join(cwd, '.orchestrator'), { recursive: true, encoding: 'utf8' })
    .map((entry) => join(cwd, '.orchestrator', entry))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.gitignore'));

/** Builds over a damaged state: never a wrong result, never a failure. */
async function expectSame(cwd: string, wanted: string): Promise<string> {
  const run = await orchestrator(['run', '--file-output=artifacts.json'], { cwd });
  expect(run.stderr).not.toMatch(/^error /m);
  expect(run.exitCode).toBe(0);
  expect((await readArtifacts(cwd)).builds[0]?.tag).toBe(wanted);
  return run.stderr;
}

test('F3: stored files that are empty or lost their tail never reach a result', async () => {
  const cwd = await createProject({ files: { 'data/b': noise(20_000) } });
  const wanted = await build(cwd);
  for (const keep of [0, 0.5]) {
    for (const file of storedFiles(cwd)) truncateSync(file, Math.floor(statSync(file).size * keep));
    await expectSame(cwd, wanted);
    expect(await build(cwd)).toBe(wanted);
  }
});

test('F4: a bit flipped in each stored file, one by one, never reaches a result', async () => {
  const cwd = await createProject();
  const wanted = await build(cwd);
  const files = storedFiles(cwd).filter((file) => statSync(file).size > 0);
  expect(files.length).toBeGreaterThan(5);
  for (const [index, file] of files.entries()) {
    const bytes = readFileSync(file);
    const at = (index * 7919) % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (index % 8));
    writeFileSync(file, bytes);
    await expectSame(cwd, wanted);
  }
});

test('F4: a bit flipped in all stored files at once never reaches a result', async () => {
  const cwd = await createProject();
  const wanted = await build(cwd);
  for (const file of storedFiles(cwd)) {
    const bytes = readFileSync(file);
    if (bytes.length > 0) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  }
  await expectSame(cwd, wanted);
  expect(await build(cwd)).toBe(wanted);
});
