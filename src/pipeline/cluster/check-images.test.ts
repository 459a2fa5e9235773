import { describe, expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import type { Event } from '../../events/event.ts';
import type { Registry } from '../../ports/registry.ts';
import { checkImages, pulledBy } from './check-images.ts';
import { wantedObjects } from './wanted.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

const pod = (name: string, ...images: string[]) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n${images
    .map((image, index) => `    - {name: c${index}, image: '${image}'}\n`)
    .join('')}`;

/** A registry of which only `resolve` is asked. */
function registryWith(resolve: Registry['resolve']) {
  const asked: string[] = [];
  const events: Event[] = [];
  const registry = {
    resolve: (reference, signal) => {
      asked.push(reference.name);
      return resolve(reference, signal);
    },
  } as Registry; // the only part that is asked
  const check = (text: string, isLoaded: (image: string) => boolean = () => false) =>
    checkImages(unwrap(wantedObjects([{ name: 'a.yaml', text }])), isLoaded, {
      registry,
      emit: (event) => void events.push(event),
      signal: new AbortController().signal,
    });
  return { check, asked, events };
}

const there = { mediaType: 'a/b', digest: DIGEST, size: 1 } as Awaited<ReturnType<Registry['resolve']>>;

describe('images that are about to be applied', () => {
  test('are asked for once each, by their digest; what has none, or is loaded, is not', async () => {
    const { check, asked, events } = registryWith(async () => there);
    const one = `r.example/one@${DIGEST}`;
    const loaded = `r.example/loaded@${DIGEST}`;
    await check(`${pod('a', one, 'r.example/tagged:1', loaded)}---\n${pod('b', one)}`, (image) => image === loaded);
    expect([asked, events]).toEqual([['r.example/one'], []]);
  });

  test('and are not there are told all at once, with the object', async () => {
    const { check } = registryWith(async ({ digest }) => (digest === DIGEST ? there : undefined));
    const text = pod('a', `r.example/one@${DIGEST}`, `r.example/two:1@${OTHER}`, `r.example/three@${OTHER}`);
    await expect(check(text)).rejects.toMatchObject({
      problems: ['two:1', 'three'].map((name) => ({
        code: 'REGISTRY_NOT_FOUND',
        message: `Pod a: the image r.example/${name}@${OTHER} is not in its registry`,
        at: expect.objectContaining({ file: 'a.yaml' }),
      })),
    });
  });

  test('of a registry that cannot be asked are a warning, once', async () => {
    const { check, events } = registryWith(async () => {
      throw new OrchestratorError({ code: 'REGISTRY_UNAUTHORIZED', message: 'it wants credentials' });
    });
    await check(pod('a', `r.example/one@${DIGEST}`, `r.example/two@${DIGEST}`));
    const message = 'whether r.example has the images of its digests is not known: it wants credentials';
    expect(events).toEqual([{ type: 'notice', level: 'warning', message }]);
  });
});

test('images are those of containers at any depth, but for those that are never pulled', () => {
  const template = {
    spec: { initContainers: [{ image: 'a' }], containers: [{ image: 'b', imagePullPolicy: 'Never' }] },
  };
  expect(pulledBy({ spec: { jobTemplate: { spec: { template } } }, data: { image: 'c' }, containers: null })).toEqual([
    'a',
  ]);
});
