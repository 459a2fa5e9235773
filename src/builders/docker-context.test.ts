import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { folderOf, ports } from './docker.cases.ts';
import { openContext } from './docker-context.ts';
import { readSource } from './docker-source.ts';

async function send(folder: string, dockerfile = 'Dockerfile', context = '.', text?: string) {
  const contextDir = join(folder, context);
  const source = await readSource({ dockerfile, contextDir, configDir: folder }, ports);
  const sent = await openContext(source, contextDir, ports, text);
  const files: Record<string, string> = {};
  for await (const entry of Readable.from(sent.tar).pipe(extract()))
    files[entry.header.name] = String(await buffer(entry));
  return { ...sent, files };
}

test('a plain context is what the rules keep, with the rules and the Dockerfile in any case', async () => {
  const rules = '*\n!src\nsrc/*.md\n';
  const folder = folderOf({ Dockerfile: 'FROM a', '.dockerignore': rules, x: '', 'src/a': 'A', 'src/b.md': '' });
  const { files, dockerfile, warnings } = await send(folder);
  expect(files).toEqual({ '.dockerignore': rules, Dockerfile: 'FROM a', 'src/': '', 'src/a': 'A' });
  expect(dockerfile).toBe('Dockerfile');
  expect(warnings).toEqual([]);
});

test('a Dockerfile below a folder that is left out is sent all the same', async () => {
  const folder = folderOf({ 'docker/D': 'FROM a', 'docker/x': '', '.dockerignore': 'docker\n' });
  expect(Object.keys((await send(folder, 'docker/D')).files)).toEqual(['.dockerignore', 'docker/D']);
});

test('a Dockerfile from outside comes along, hidden from COPY by the rules for the engine', async () => {
  const folder = folderOf({ 'docker/D': 'FROM a', 'app/x': '', 'app/.dockerignore': 'y\n' });
  const { files, dockerfile } = await send(folder, 'docker/D', 'app');
  expect(files).toEqual({
    '.dockerignore': 'y\n\n.orchestrator.Dockerfile\n!.dockerignore\n',
    '.orchestrator.Dockerfile': 'FROM a',
    x: '',
  });
  expect(dockerfile).toBe('.orchestrator.Dockerfile');
  const bare = folderOf({ 'docker/D': 'FROM a', 'app/x': '' });
  expect((await send(bare, 'docker/D', 'app')).files['.dockerignore']).toBe(
    '.orchestrator.Dockerfile\n.dockerignore\n',
  );
});

test('rules of the Dockerfile itself decide what the engine takes out of the context again', async () => {
  const own = { 'D.dockerignore': '*\n!keep\n', '.dockerignore': 'keep\n', D: 'FROM a', keep: '' };
  const { files } = await send(folderOf(own), 'D');
  expect(files).toEqual({ '.dockerignore': 'keep\n\nD\n.dockerignore\n', D: 'FROM a', keep: '' });
});

test('rules that the engine reads as we do stay as they are, since COPY may take them along', async () => {
  const open = { 'D.dockerignore': 'z\n', D: 'FROM a', '.dockerignore': '# other\n', z: '' };
  const { files } = await send(folderOf(open), 'D');
  expect(files).toEqual({ '.dockerignore': '# other\n', D: 'FROM a', 'D.dockerignore': 'z\n' });
  const none = { 'D.dockerignore': 'z\n', D: 'FROM a' };
  expect((await send(folderOf(none), 'D')).files['.dockerignore']).toBeUndefined();
});

test('a Dockerfile behind a link is sent as what it says', async () => {
  const folder = folderOf({ 'shared/D': 'FROM a', 'app/x': '' });
  symlinkSync('../shared/D', join(folder, 'app/Dockerfile'));
  expect((await send(folder, 'Dockerfile', 'app')).files['Dockerfile']).toBe('FROM a');
});

test('another text of the Dockerfile is built, and COPY takes the one of the user', async () => {
  const folder = folderOf({ Dockerfile: 'FROM a', x: '' });
  const { files, dockerfile } = await send(folder, 'Dockerfile', '.', 'FROM b');
  expect(files).toEqual({
    '.dockerignore': '.orchestrator.Dockerfile\n.dockerignore\n',
    '.orchestrator.Dockerfile': 'FROM b',
    Dockerfile: 'FROM a',
    x: '',
  });
  expect(dockerfile).toBe('.orchestrator.Dockerfile');
});

test('another text of a Dockerfile that COPY cannot see stands in its place', async () => {
  const folder = folderOf({ Dockerfile: 'FROM a', '.dockerignore': 'Dockerfile\n', x: '' });
  const { files } = await send(folder, 'Dockerfile', '.', 'FROM b');
  expect(files).toEqual({ '.dockerignore': 'Dockerfile\n', Dockerfile: 'FROM b', x: '' });
});

test('the lock beside the config is not sent, one elsewhere is', async () => {
  const folder = folderOf({ 'app/Dockerfile': 'FROM a', 'orchestrator.lock': '', 'app/orchestrator.lock': 'other' });
  const { files } = await send(folder, 'app/Dockerfile', '.');
  expect(Object.keys(files).sort()).toEqual(['app/', 'app/Dockerfile', 'app/orchestrator.lock']);
});
