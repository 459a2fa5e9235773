import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { placeOf } from '../lib/text-place.ts';
import { findDoubts, tellDoubts } from './doubtful.ts';
import { renderDocuments } from './render.ts';
import { coreValue, plainValue } from './scalar.ts';

const object = (fields: string, kind = 'Widget') => `apiVersion: example.org/v1\nkind: ${kind}\n${fields}\n`;
const told = (text: string) =>
  tellDoubts(findDoubts([{ name: 'a.yaml', text }])).map(({ message, at }) => {
    const { line, column } = placeOf(text, at?.start ?? 0);
    return `${line}:${column} ${message}`;
  });

/** In a list, since `...` alone ends a document. */
const readCore = (written: string): unknown => parse(`- ${written}`, { schema: 'core', version: '1.2' })[0];

describe('the core schema of YAML 1.2', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[-+]?(?:0[oOxXbB]?)?[0-9a-fA-F_.]{1,6}(?:[eE][-+]?[0-9]{1,2})?$/),
    fc.constantFrom(
      'y',
      'No',
      'ON',
      'off',
      'true',
      'False',
      'TRUE',
      'tRUE',
      '~',
      'null',
      'NULL',
      '.inf',
      '-.INF',
      '.nan',
    ),
  );
  test('is read as the yaml package reads it', () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(coreValue(written)).toEqual(readCore(written));
      }),
    );
  });

  test('a scalar is told where the two readings differ, and nowhere else', () => {
    fc.assert(
      fc.property(text, (written) => {
        const differs = !Object.is(plainValue(written), readCore(written));
        for (const document of [object(`a: ${written}`), object(`a: [x, ${written}]`), object(`a: {b: ${written} }`)])
          expect(told(document)).toHaveLength(differs ? 1 : 0);
        expect(told(object(`a: "${written}"\nb: |\n  ${written}`))).toEqual([]);
      }),
    );
  });
});

describe('doubts', () => {
  test.each([
    ['a: yes', '3:4 yes is true to Kubernetes, and "yes" to YAML 1.2'],
    ['a: 0777', '3:4 0777 is 511 to Kubernetes, and 777 to YAML 1.2'],
    ['a: 1_000 # much', '3:4 1_000 is 1000 to Kubernetes, and "1_000" to YAML 1.2'],
    ['a: +_0', '3:4 +_0 is 0 to Kubernetes, and "+_0" to YAML 1.2'],
    ['on: {a: 1}', '3:1 the key on is "true" to Kubernetes, and "on" to YAML 1.2'],
    ['a: [&x off, *x]', '3:8 off is false to Kubernetes, and "off" to YAML 1.2'],
    ['spec:\n- y:\n  - 1', '4:3 the key y is "true" to Kubernetes, and "y" to YAML 1.2'],
  ])('%s', (fields, expected) => {
    expect(told(object(fields))).toEqual([expected]);
  });

  test.each([
    'defaultMode: 0644',
    'items: [{key: a, mode: 0400}]',
    'a: !!str yes',
    'a: 08',
    'a: 0',
    'a: 12:30:45',
    'a: 2001-01-01',
    'a: 1e3',
    'a: nothing\nb: offline\nc: yes-man',
    'a: x # yes',
    "a: 'no'",
  ])('none in %s', (fields) => {
    expect(told(object(fields))).toEqual([]);
  });

  test('are looked for in linear time, in a long line of numbers too', () => {
    const text = `${object('a: |')}  [${'1,'.repeat(400_000)}1]\n`;
    const start = process.cpuUsage().user;
    expect(told(text)).toEqual([]);
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(2);
  });

  test('no line of a document that holds a Secret is shown', () => {
    expect(
      told(`${object('stringData: {a: yes}', 'Secret').replace('example.org/', '')}---\n${object('a: no')}`),
    ).toEqual(['7:4 no is false to Kubernetes, and "no" to YAML 1.2']);
  });

  test('of many the first are told, and the rest are counted', () => {
    const texts = told(object(Array.from({ length: 12 }, (_, index) => `a${index}: y`).join('\n')));
    expect(texts).toHaveLength(11);
    expect(texts.at(-1)).toBe('1:1 so it is with 2 more plain scalars');
  });
});

test('a render warns, and leaves every byte as it is', () => {
  const text = object('a: yes');
  const rendered = renderDocuments([{ name: 'a.yaml', text }], { own: [] });
  expect(rendered).toMatchObject({
    value: { text, warnings: [{ code: 'MANIFEST_AMBIGUOUS', at: { file: 'a.yaml' } }] },
  });
});
