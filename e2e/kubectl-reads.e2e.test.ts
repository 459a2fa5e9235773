/**
 * Our reading of manifests against kubectl's: the same values from every odd way to write them, and a render that
 * kubectl reads as the objects that were meant. Needs kubectl and no cluster.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { isDocument, parseDocuments } from '../src/manifest/documents.ts';
import { renderDocuments } from '../src/manifest/render.ts';
import { nodeValue } from '../src/manifest/value.ts';
import { createFolder, requireService } from './services/provided.ts';
import type { Service } from './services/service.ts';
import { findProgram } from './services/tools.ts';

const run = promisify(execFile);
const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n';

/** What follows a head; kubectl reads each. */
const BODIES = [
  'data:\n  a: 0o17\n  b: 017\n  c: 0b11\n  d: 1_0\n  e: 1e3\n  f: .5\n  g: 0x1F\n  h: +1\n  i: 08\n  j: 1.\n  k: 1e\n  l: -0\n  m: 0_7\n  n: 1__0\n  o: _1\n  p: 0B1\n  q: 0O7\n  r: 0X1\n  s: -0x1\n',
  'data:\n  a: [y, Y, yes, on, True, n, N, no, off, FALSE, oN, ~, null, nULL]\n',
  'data:\n  a: 2001-01-01\n  b: 12:30:45\n  c: 2001-01-01T00:00:00Z\n  d: =\n',
  'data:\n  a: !!str 1\n  b: ! 1\n  c: !foo 1\n  d: !!int "1"\n  e: !!bool yes\n',
  'data:\n  1: a\n  on: b\n  1.5: c\n  0x10: d\n  "2": e\n',
  'data: {a: b,}\n',
  'data: {\na: b # c\n, c: d\n}\n',
  'data:\n  a: [\n    b,\n\n    # c\n    d\n  ]\n',
  'data:\n  a: "x\n y"\n  b: \'x\n\n    y\'\n  c: "b\\\n    c"\n',
  'data:\n  a: b\t# c\n  d:\te\n  f : g\n',
  'data:\n  ? a\n  : b\n  ? |\n    c\n  : d\n',
  'data: &d\n  a: b\nother: *d\nmore:\n  <<: *d\n  c: d\n  a: e\n',
  'data:\n  a: |1\n   b\n  c: |-\n\n\n    d\n   \n  e: >\n    f\n\n    g\n      h\n    i\n  j: |+\n    k\n\n\n',
  'data:\n  a: b\n   c\n  d: e\n\n   f\n',
  'data:\n- a\n-\n  b\n- - c\n  - d\n- e: f\n  g: h\n',
  'data:\n  a: -b\n  c: d#e\n  f: http://g\n  h: :i\n  j:\n',
  'data:\n  "\\u0061": "\\e\\x41\\u00e9\\U0001F600"\n  é: 😀\n',
  'data:\r\n  a: b\r\n  c: |\r\n    d\r\n    e\r\n',
  'data: {"a":b, "c" : "d"}\n...\n',
];

async function readByKubectl(texts: readonly string[], context: TestContext): Promise<readonly unknown[]> {
  const program = findProgram('kubectl');
  const service: Service<{ readonly program: string }> =
    program === undefined ? { missing: 'kubectl is not on PATH' } : { program };
  const kubectl = requireService(service, context);
  const folder = await createFolder(Object.fromEntries(texts.map((text, index) => [`${index}.yaml`, text])));
  const files = texts.flatMap((_, index) => ['-f', join(folder, `${index}.yaml`)]);
  const { stdout } = await run(kubectl.program, ['annotate', '--local', ...files, 'read=yes', '-o', 'json']);
  // One object after the other, each closed at the start of a line.
  return stdout
    .split(/(?<=^\})\n/m)
    .filter((one) => one !== '')
    .map((one) => JSON.parse(one));
}

const readByUs = (text: string): readonly unknown[] => {
  const parsed = parseDocuments({ name: 'x.yaml', text });
  if (!parsed.ok) throw new Error(`${parsed.problems[0].message} in ${text}`);
  const objects = parsed.value.filter(isDocument).flatMap((one) => one.objects);
  return objects.map((one) => JSON.parse(JSON.stringify(nodeValue(text, one.node))));
};

const annotated = { annotations: { read: 'yes' } };

test('every odd way to write a manifest means to us what it means to kubectl', async (context) => {
  const texts = BODIES.map((body, index) => HEAD.replace('name: x', `name: x${index}`) + body);
  const theirs = await readByKubectl(texts, context);
  const ours = texts.flatMap(readByUs);
  expect(ours).toHaveLength(theirs.length);
  for (const [index, object] of ours.entries()) {
    const own = object as { metadata: object };
    expect({ ...own, metadata: { ...own.metadata, ...annotated } }).toEqual(theirs[index]);
  }
});

test('kubectl reads what was rendered as the objects that were meant', async (context) => {
  const reference = `reg.test/web:v1@sha256:${'a'.repeat(64)}`;
  const pod = (image: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: ${image}}\n`;
  const sources = [`# first\n---\n${pod('web')}---\n`, '# only\n', pod('"web:dev"'), HEAD].map((text, index) => ({
    name: `${index}`,
    text,
  }));
  const rendered = renderDocuments(sources, {
    own: [{ imageName: 'web', reference }],
    namespace: 'ns',
    labels: { on: 'no' },
  });
  if (!rendered.ok) throw new Error(rendered.problems[0].message);
  const theirs = await readByKubectl([rendered.value.text], context);
  const metadata = (name: string) => ({ name, namespace: 'ns', labels: { on: 'no' }, ...annotated });
  const spec = { containers: [{ name: 'c', image: reference }] };
  expect(theirs).toEqual([
    { apiVersion: 'v1', kind: 'Pod', metadata: metadata('p'), spec },
    { apiVersion: 'v1', kind: 'Pod', metadata: metadata('p'), spec },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('x') },
  ]);
});
