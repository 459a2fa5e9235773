/** Habits that no linter knows: how long a file is, who may ask the machine, and that every code is used. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problems } from './errors/problem.ts';

const root = import.meta.dirname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
const sources = files.filter(({ name }) => !/\.(?:test|cases)\.ts$/.test(name));

test('no file is longer than 300 lines', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 301).map(({ name }) => name);
  expect(long).toEqual([]);
});

test('every file says in its first lines what it is', () => {
  const silent = sources.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*/.test(text)).map(({ name }) => name);
  expect(silent).toEqual([]);
});

describe('only the rim asks the machine', () => {
  const rim = /^(?:adapters|servers|views|cli)\//;
  const given = /new Date\([^)]/g; // of a value, not of the clock

  test.each([
    ['the process', /\bprocess\./],
    ['the console', /\bconsole\./],
    ['the clock', /\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b/],
    ['chance', /\bMath\.random\b/],
    ['the environment of Node', /\bglobalThis\b/],
  ])('%s', (_, pattern) => {
    const asking = sources
      .filter(({ name }) => !rim.test(name) && !name.startsWith('config/generated/'))
      .filter(({ text }) => pattern.test(withoutComments(text).replace(given, '')))
      .map(({ name }) => name);
    expect(asking).toEqual([]);
  });
});

test('every problem code is used somewhere', () => {
  const all = sources.filter(({ name }) => name !== 'errors/problem.ts' && !name.startsWith('config/generate/'));
  const unused = Object.keys(problems).filter((code) => !all.some(({ text }) => text.includes(`'${code}'`)));
  expect(unused).toEqual([]);
});

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
