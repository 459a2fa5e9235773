import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Digest, digestOf } from '../../image/digest.ts';
import { type CleanUpLimits, type Inventory, type ManifestInventory, planCleanUp } from './clean-up-plan.ts';

/** `1:a>b,c` is a manifest `a`, used at 1, that names b and c; `2:s@a` one that refers to a. */
function manifestsOf(texts: readonly string[]): ReadonlyMap<Digest, ManifestInventory> {
  return new Map(
    texts.map((text) => {
      const [, time, name = '', kind, rest = ''] = /^(\d+):(\w+)(?:([>@])(.*))?$/.exec(text) ?? [];
      const children = kind === '>' ? rest.split(',').map((child) => digestOf(child)) : [];
      return [digestOf(name), { usedAt: Number(time), children, ...(kind === '@' && { subject: digestOf(rest) }) }];
    }),
  );
}

interface Case {
  readonly manifests: readonly string[];
  /** Tag to manifest; the order is the age. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Blob to the time of its last use; each has 10 bytes. */
  readonly blobs: Readonly<Record<string, number>>;
}

function inventoryOf({ manifests, tags = {}, blobs }: Case): Inventory {
  const entries = Object.entries(blobs).map(([name, usedAt]) => [digestOf(name), { bytes: 10, usedAt }] as const);
  const read = manifestsOf(manifests);
  return {
    blobs: new Map(entries),
    repositories: [
      {
        name: 'r',
        manifests: read,
        tags: new Map(
          Object.entries(tags).map(([tag, name], at) => [tag, { digest: digestOf(name), writtenAt: at }] as const),
        ),
        links: new Map(
          entries.filter(([digest]) => !read.has(digest)).map(([digest, { usedAt }]) => [digest, { usedAt }]),
        ),
      },
    ],
  };
}

const limits: CleanUpLimits = { keepSince: 50, graceSince: 90, maxBytes: 1e9, evictTags: false, keep: new Set() };

function removed(given: Case, change: Partial<CleanUpLimits> = {}): { readonly blobs: string; readonly tags: string } {
  const names = new Map(Object.keys(given.blobs).map((name) => [digestOf(name), name] as const));
  const plan = planCleanUp(inventoryOf(given), { ...limits, ...change });
  expect(plan.keptBytes + plan.blobs.length * 10).toBe(Object.keys(given.blobs).length * 10);
  return {
    blobs: plan.blobs.map((digest) => names.get(digest)).join(' '),
    tags: plan.tags.map(({ key }) => key).join(' '),
  };
}

describe('planCleanUp', () => {
  const image: Case = {
    manifests: ['1:index>amd', '1:amd>config,layer', '1:sign@amd', '1:log@sign', '1:old>layer,own'],
    tags: { v1: 'index' },
    blobs: { index: 1, amd: 1, config: 1, layer: 1, sign: 1, log: 1, old: 1, own: 1, lost: 1, fresh: 60 },
  };

  test('keeps what a tag reaches, and what refers to any of it, however old', () => {
    expect(removed(image)).toEqual({ blobs: 'old own lost', tags: '' });
  });

  test('keeps an untagged image, and all it names, while it was used within the kept days', () => {
    const recent = { ...image, manifests: [...image.manifests.slice(0, 4), '50:old>layer,own'] };
    expect(removed(recent).blobs).toBe('lost');
  });

  test('keeps what somebody outside asks for', () => {
    expect(removed(image, { keep: new Set([digestOf('lost'), digestOf('own')]) }).blobs).toBe('old');
  });

  test('over the limit takes what nobody reaches, longest unused first, and no more than needed', () => {
    const loose: Case = { manifests: [], blobs: { a: 60, b: 70, c: 80, now: 95 } };
    expect(removed(loose, { maxBytes: 40 }).blobs).toBe('');
    expect(removed(loose, { maxBytes: 30 }).blobs).toBe('a');
    expect(removed(loose, { maxBytes: 15 }).blobs).toBe('a b c');
    expect(removed(loose, { maxBytes: 0 }).blobs).toBe('a b c');
  });

  const three: Case = {
    manifests: ['1:m1>l1', '1:m2>l2', '1:m3>l3'],
    tags: { one: 'm1', two: 'm2', three: 'm3' },
    blobs: { m1: 1, l1: 1, m2: 1, l2: 1, m3: 1, l3: 1 },
  };

  test('over the limit still keeps what tags reach', () => {
    expect(removed(three, { maxBytes: 0 })).toEqual({ blobs: '', tags: '' });
  });

  test('evicts the oldest tags only where it may, and never the newest of a repository', () => {
    expect(removed(three, { maxBytes: 45, evictTags: true })).toEqual({ blobs: 'm1 l1', tags: 'one' });
    expect(removed(three, { maxBytes: 0, evictTags: true })).toEqual({ blobs: 'm1 l1 m2 l2', tags: 'one two' });
  });

  test('ends where manifests refer to each other in a ring', () => {
    const ring: Case = { manifests: ['1:a>b', '1:b>a'], tags: { v1: 'a' }, blobs: { a: 1, b: 1 } };
    expect(removed(ring, { maxBytes: 0 }).blobs).toBe('');
  });

  test('never takes what a tag reaches, whatever the store and the limits', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const name = fc.constantFrom(...names);
    const manifest = fc.tuple(fc.nat(100), fc.uniqueArray(name, { maxLength: 3 }), fc.option(name, { nil: undefined }));
    fc.assert(
      fc.property(
        fc.array(manifest, { minLength: 6, maxLength: 6 }),
        fc.uniqueArray(name, { maxLength: 2 }),
        fc.nat(70),
        (list, tagged, maxBytes) => {
          const manifests = new Map<Digest, ManifestInventory>(
            list.map(([usedAt, children, subject], at) => [
              digestOf(names[at] ?? ''),
              {
                usedAt,
                children: children.map((child) => digestOf(child)),
                ...(subject !== undefined && { subject: digestOf(subject) }),
              },
            ]),
          );
          const blobs = new Map(names.map((one) => [digestOf(one), { bytes: 10, usedAt: 1 }] as const));
          const tags = new Map(tagged.map((one, at) => [`t${at}`, { digest: digestOf(one), writtenAt: at }] as const));
          const inventory = { blobs, repositories: [{ name: 'r', manifests, tags, links: new Map() }] };
          const plan = planCleanUp(inventory, { ...limits, maxBytes });
          const gone = new Set(plan.blobs);
          for (const [digest, { children }] of manifests) {
            if (gone.has(digest)) continue;
            // What stays is whole, and keeps what refers to it.
            for (const child of children) expect(gone.has(child)).toBe(false);
          }
          for (const { digest } of tags.values()) expect(gone.has(digest)).toBe(false);
          for (const [digest, { subject }] of manifests) {
            if (subject !== undefined && !gone.has(subject)) expect(gone.has(digest)).toBe(false);
          }
        },
      ),
    );
  });
});
