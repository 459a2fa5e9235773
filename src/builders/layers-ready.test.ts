import { describe, expect, test } from 'vitest';
import { files, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';

/** A project that was built once, of a file of so many bytes that do not shrink; and what is made ready for another time. */
async function readyAfter(bytes: number, { push = true, compression = 'gzip' as 'gzip' | 'none' } = {}) {
  const project = startProject();
  project.put('src/app', incompressible(bytes).toString('base64'));
  const job = { ...project.job({ files: [files('src', '/')], compression }), push };
  const ready: string[] = [];
  const context = {
    ...project.context,
    registry: { ...project.context.registry, makeReady: async () => void ready.push('registry') },
    deflate: {
      compress: async () => {
        throw new Error('nothing is compressed yet');
      },
      makeReady: async () => void ready.push('deflate'),
    },
  };
  const { deflate: _, ...building } = context;
  if (bytes > 0) await layers.build(job, building);
  await layers.makeReady?.(job, context);
  return ready.toSorted();
}

/** The same bytes each time. */
function incompressible(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

describe('while hooks run', () => {
  test('what pushes is loaded, and compressors start where the last layer was large', async () => {
    expect(await readyAfter(1_200_000)).toEqual(['deflate', 'registry']);
  });

  test.each<[string, number, Parameters<typeof readyAfter>[1], readonly string[]]>([
    ['was small', 1000, {}, ['registry']],
    ['is not known', 0, {}, ['registry']],
    ['is not compressed', 1_200_000, { compression: 'none' }, ['registry']],
    ['was large, and is not pushed', 1_200_000, { push: false }, ['deflate']],
  ])('of a layer that %s', async (_, bytes, settings, expected) => {
    expect(await readyAfter(bytes, settings)).toEqual(expected);
  });
});
