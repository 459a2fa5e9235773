import { expect, test } from 'vitest';
import { createFiles } from '../adapters/system/files.ts';
import { readNamedFile } from './named-file.ts';

const { signal } = new AbortController();
const readIn = (workDir: string, file: string) => readNamedFile(file, { files: createFiles(), workDir, signal });

test('a file that cannot be read is named as it was written', async () => {
  const folder = import.meta.dirname;
  expect(await readIn(folder, 'named-file.test.ts')).toContain('as it was written');
  await expect(readIn(folder, 'sub/../nope.json')).rejects.toMatchObject({
    problems: [{ code: 'INPUT_MISSING', message: '"sub/../nope.json" is not there' }],
  });
  await expect(readIn(folder, '.')).rejects.toMatchObject({
    problems: [{ code: 'INPUT_INVALID', message: expect.stringMatching(/^"\." is a folder/) }],
  });
  await expect(readIn('/', `${folder}/nope`)).rejects.toMatchObject({
    problems: [{ message: `"${folder}/nope" is not there` }],
  });
});
