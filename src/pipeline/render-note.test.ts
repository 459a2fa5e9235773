import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createNotes } from '../adapters/records/notes.ts';
import { createSystem } from '../adapters/system/system.ts';
import { unwrap } from '../errors/result.ts';
import { placeOf } from '../lib/text-place.ts';
import { renderDocuments } from '../manifest/render.ts';
import type { Project } from './load.ts';
import { changedSources, parseRenderNote, readRenderNote, writeRenderNote } from './render-note.ts';
import { unpackObjects } from './render-note-pack.ts';
import { createCursor } from './why-object.ts';

const config = 'apiVersion: orchestrator/v1\n';
const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{image: web}]}
`;
const reference = `r.example/web:1@sha256:${'a'.repeat(64)}`;

function createRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'note-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const state = join(folder, '.orchestrator');
  const ports = {
    notes: createNotes(state),
    system: createSystem(),
    workDir: folder,
    signal: new AbortController().signal,
  };
  const text = `# first\n${pod('one')}---\n${pod('two')}`;
  writeFileSync(join(folder, 'orchestrator.yaml'), config);
  writeFileSync(join(folder, 'k8s.yaml'), text);
  const sources = [
    { name: 'k8s.yaml', text },
    { name: 'https://x.example/a.yaml', text: pod('three') },
  ];
  const rendered = unwrap(renderDocuments(sources, { own: [{ imageName: 'web', reference }] }));
  const resolved = { activeProfiles: ['prod'], placeOf: () => ({ file: 'orchestrator.yaml', text: config }) };
  // Only what a note is made of.
  const project = { configDir: folder, configFile: 'orchestrator.yaml', resolved } as unknown as Project;
  return { folder, ports, rendered, project };
}

test('what a render made is told again, with places, and files that changed since', async () => {
  const { folder, ports, rendered, project } = createRoom();
  expect(await readRenderNote(project, ports)).toBeUndefined();
  writeRenderNote(rendered, 'deploy', project, ports);
  const note = await readRenderNote(project, ports);
  const image = { path: 'spec.containers[0].image', before: 'web', after: reference, rule: 'pod', artifact: 'web' };
  expect(note).toMatchObject({
    command: 'deploy',
    profiles: ['prod'],
    objects: [
      { id: { kind: 'Pod', name: 'one' }, source: 'k8s.yaml', images: [{ ...image, line: 5, column: 29 }] },
      { id: { name: 'two' }, images: [{ ...image, line: 10 }] },
      { id: { name: 'three' }, images: [{ ...image, line: 4 }] },
    ],
  });
  if (note === undefined) throw new Error('no note');
  const changed = () => changedSources(note, new Set(Object.keys(note.lengths)), project, ports);
  expect(await changed()).toEqual([]);
  // As long as it was, and no older than it was: only the time of the change tells.
  const path = join(folder, 'k8s.yaml');
  const { mtime } = statSync(path);
  const other = readFileSync(path, 'utf8').replace('one', 'eno');
  // The clock of a file system ticks every few milliseconds: what is written at once may be older than the note by it.
  do {
    writeFileSync(path, other);
    utimesSync(path, mtime, mtime);
  } while (statSync(path).ctimeMs <= Date.parse(note.at));
  expect(await changed()).toEqual(['k8s.yaml']);
  writeFileSync(join(folder, 'orchestrator.yaml'), `${config}# more\n`);
  rmSync(path);
  expect(await changed()).toEqual(['orchestrator.yaml', 'k8s.yaml']);
});

test('the render of another config, or one that was too large to note, is not told', async () => {
  const { ports, rendered, project } = createRoom();
  writeRenderNote(rendered, 'render', project, ports);
  expect(await readRenderNote({ ...project, configFile: 'other.yaml' }, ports)).toBeUndefined();
  const [object] = rendered.objects;
  if (object === undefined) throw new Error('nothing rendered');
  const many = { ...rendered, objects: Array.from({ length: 300_000 }, () => object) };
  writeRenderNote(many, 'render', project, ports);
  expect(await readRenderNote(project, ports)).toBeUndefined();
});

test('a state that cannot be written to costs nothing', async () => {
  const { folder, ports, rendered, project } = createRoom();
  writeFileSync(join(folder, '.orchestrator'), 'a file');
  writeRenderNote(rendered, 'render', project, ports);
  expect(await readRenderNote(project, ports)).toBeUndefined();
});

test('a note that is torn, or of another version, is none', async () => {
  const { ports, rendered, project } = createRoom();
  writeRenderNote(rendered, 'render', project, ports);
  const text = (await ports.notes.read('render1')) ?? '';
  expect(parseRenderNote(text)).toBeDefined();
  expect(parseRenderNote(text.replace('"version":1', '"version":2'))).toBeUndefined();
  fc.assert(fc.property(fc.nat(text.length - 1), (length) => parseRenderNote(text.slice(0, length)) === undefined));
  const numbers = fc.array(fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(0.5), fc.constant('0')), {
    maxLength: 14,
  });
  const words = fc.array(fc.oneof(fc.string(), fc.constant(null)), { maxLength: 9 });
  const rows = fc.array(numbers.map((row) => ['name', ...row]));
  fc.assert(fc.property(words, rows, (some, many) => void unpackObjects(some, many)));
});

test('a cursor gives the lines and columns of any offsets', () => {
  const offsets = fc.array(fc.nat(60), { maxLength: 8 });
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 60 }), offsets, (text, places) => {
      const cursor = createCursor(text);
      for (const place of places.filter((one) => one <= text.length))
        expect(cursor(place)).toEqual(placeOf(text, place));
    }),
  );
});
