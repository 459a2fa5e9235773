import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { EarlyBlob, Registry } from '../ports/registry.ts';
import { files, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';
import type { Base } from './layers-base.ts';
import type { ImageBlob } from './layers-image.ts';
import { createSending } from './layers-send.ts';

const target: ImageReference = { name: 'host/app', registry: 'host', repository: 'app' } as ImageReference;
const blob = (text: string, ofBase = false): ImageBlob => ({
  descriptor: { mediaType: 'application/octet-stream', digest: digestOf(text), size: text.length },
  ofBase,
});
const CONFIG = mediaTypes.ociConfig;
const [one, two, three] = [blob('one'), blob('two'), blob('three')];

/** A registry that does with each blob what the test says, and the sending to it. */
function startSending(push: (text: ImageBlob['descriptor'], signal: AbortSignal) => Promise<void>) {
  const begun: string[] = [];
  const registry = {
    pushBlob: async (_, { descriptor }, { signal }) => {
      begun.push(descriptor.digest);
      await push(descriptor, signal);
      return 'sent';
    },
  } as Pick<Registry, 'pushBlob'> as Registry;
  const { store, emit, step } = startProject().context;
  const { signal } = new AbortController();
  return { begun, sending: createSending({} as Base, target, { registry, store, emit, step, signal }) };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }));

function createGate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('sending', () => {
  test('begins at once, and with each blob once', async () => {
    const { begun, sending } = startSending(async () => undefined);
    sending.begin([one, two, one]);
    sending.begin([two]);
    await sending.finish();
    expect(begun).toEqual([one, two].map(({ descriptor }) => descriptor.digest));
  });

  test('after a failure aborts what runs, starts nothing new and tells that failure', async () => {
    const { begun, sending } = startSending(async ({ digest }, signal) => {
      if (digest === one.descriptor.digest) throw new Error('refused');
      await untilAborted(signal);
    });
    sending.begin([two, one]);
    await expect(sending.finish()).rejects.toThrow('refused');
    sending.begin([three]);
    await expect(sending.finish()).rejects.toThrow('refused');
    expect(begun).not.toContain(three.descriptor.digest);
  });

  test('that is stopped has nothing left running', async () => {
    let running = 0;
    const both = createGate();
    const { begun, sending } = startSending(async (_, signal) => {
      running += 1;
      if (running === 2) both.open();
      await untilAborted(signal).finally(() => (running -= 1));
    });
    sending.begin([one, two]);
    await both.opened;
    await sending.stop();
    expect(begun).toHaveLength(2);
    expect(running).toBe(0);
  });
});

/** A registry that takes blobs early, and notes which of them became what. */
function startEarly() {
  const room = { begun: 0, dropped: [] as number[], pushed: new Map<string, number | undefined>() };
  const numbers = new Map<EarlyBlob, number>();
  const registry = {
    beginBlob: async () => {
      const number = room.begun++;
      const early = { give: () => undefined, drop: async () => void room.dropped.push(number) };
      numbers.set(early, number);
      return early;
    },
    pushBlob: async (_, { descriptor }, { early }) => {
      room.pushed.set(descriptor.digest, early && numbers.get(early));
      return 'sent';
    },
  } as Pick<Registry, 'pushBlob' | 'beginBlob'> as Registry;
  const { store, emit, step } = startProject().context;
  const ports = { registry, store, emit, step, signal: new AbortController().signal };
  return { room, start: (to: ImageReference | undefined) => createSending({} as Base, to, ports) };
}

describe('early', () => {
  const config: ImageBlob = { ...blob('config'), descriptor: { ...blob('config').descriptor, mediaType: CONFIG } };

  test('goes a layer that asks for it, and the config of its image', async () => {
    const { room, start } = startEarly();
    const sending = start(target);
    sending.begin([one]);
    sending.begin([{ ...two, early: await sending.early() }]);
    sending.begin([config]);
    await sending.finish();
    expect([...room.pushed.values()]).toEqual([undefined, 0, 1]);
    await sending.stop();
    expect(room.dropped).toEqual([0, 1]);
  });

  test('goes nothing where no layer asks, and nothing where nothing is pushed', async () => {
    const { room, start } = startEarly();
    const sending = start(target);
    sending.begin([one, config]);
    await sending.finish();
    expect([...room.pushed.values()]).toEqual([undefined, undefined]);
    expect(await start(undefined).early()).toBeUndefined();
    expect(room.begun).toBe(0);
  });
});

test('a layer is sent while the next one is not made yet', async () => {
  const project = startProject();
  project.put('first/a');
  const { registry } = project.context;
  const sent: number[] = [];
  const context = {
    ...project.context,
    registry: {
      ...registry,
      pushBlob: async (...words: Parameters<Registry['pushBlob']>) => {
        sent.push(words[1].descriptor.size);
        return registry.pushBlob(...words);
      },
    },
  };
  const spec = { files: [files('first', '/'), files('missing', '/')] };
  await expect(layers.build(project.job(spec), context)).rejects.toMatchObject({
    problems: [{ code: 'INPUT_MISSING' }],
  });
  expect(sent).toHaveLength(1);
});

test('an image whose blobs cannot be sent is under no tag of the store', async () => {
  const project = startProject();
  project.put('src/a');
  const pushBlob = () => Promise.reject(new Error('refused'));
  const context = { ...project.context, registry: { ...project.context.registry, pushBlob } };
  const job = project.job({ files: [files('src', '/')] });
  await expect(layers.build(job, context)).rejects.toThrow('refused');
  expect(await context.store.repositories.tags(job.target.repository)).toBeUndefined();
});
