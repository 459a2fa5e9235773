import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDocument, parseDocuments } from './documents.ts';
import { type AddedMetadata, objectJson } from './object-json.ts';
import { nodeValue } from './value.ts';

const objectsOf = (text: string) => {
  const parsed = parseDocuments({ name: 'a.yaml', text });
  if (!parsed.ok) throw new Error(parsed.problems[0].message);
  return parsed.value.filter(isDocument).flatMap(({ objects }) => objects);
};
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const json = (text: string, added?: AddedMetadata): readonly string[] =>
  objectsOf(text).map((object) => objectJson(text, object, added));

describe('objectJson', () => {
  test('keeps the digits of numbers, and reads the others as kubectl does', () => {
    const text = `${head}a: 12345678901234567890123\nb: 0.10\nc: 0644\nd: 1_000\ne: -0\nf: 1e400\ng: +7\nh: .5\n`;
    expect(json(text)).toEqual([
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"a":12345678901234567890123,"b":0.10,"c":420,' +
        '"d":1000,"e":-0,"f":1e400,"g":7,"h":0.5}',
    ]);
  });

  test('adds to what is there, to what is empty, and makes what is not', () => {
    const added = { labels: { x: '1' }, annotations: { y: '"' } };
    const metadata = (text: string) =>
      JSON.parse(json(`apiVersion: v1\nkind: ConfigMap\nmetadata: ${text}\n`, added)[0] ?? '').metadata;
    const both = { name: 'a', labels: { x: '1' }, annotations: { y: '"' } };
    expect(metadata('{name: a}')).toEqual(both);
    expect(metadata('{name: a, labels: , annotations: {}}')).toEqual(both);
    expect(metadata('{name: a, labels: {b: c, x: "0"}}')).toEqual({ ...both, labels: { b: 'c', x: '1' } });
  });

  test('names the object that was read, whatever the text says of it', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, uid: x}\n`;
    const added = { uid: 'u1', resourceVersion: '7', labels: {} };
    expect(json(text, added)).toEqual([
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u1","resourceVersion":"7"}}',
    ]);
  });

  test('leaves out what only a cluster can say of it, as files have it that were read from one', () => {
    const read = 'uid: x, resourceVersion: "7", managedFields: [{manager: kubectl}], creationTimestamp: null';
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, ${read}}\ndata: {uid: z}\n`;
    expect(json(text, { uid: undefined })).toEqual([
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","creationTimestamp":null},"data":{"uid":"z"}}',
    ]);
  });

  test('writes aliases and merged maps out, and the items of a List each', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: &d {k: v}}\n' +
      '- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {<<: *d, l: w}}\n';
    expect(json(text).map((one) => JSON.parse(one).data)).toEqual([{ k: 'v' }, { k: 'v', l: 'w' }]);
  });

  test('says the same as the value, for any JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 4 })), (fields) => {
        const text = JSON.stringify({ apiVersion: 'v1', kind: 'X', metadata: { name: 'a' }, spec: fields });
        const [object] = objectsOf(text);
        if (object === undefined) throw new Error('no object');
        const plain = JSON.parse(JSON.stringify(nodeValue(text, object.node)));
        expect(JSON.parse(objectJson(text, object))).toEqual(plain);
      }),
    );
  });
});
