/** A registry of others, with a note in the journal around each tag. Content by digest needs none: it can be sent again. */
import type { Journal } from '../ports/journal.ts';
import type { Registry } from '../ports/registry.ts';
import { withEffect } from './with-journal.ts';

export const withJournaledTags = (inner: Registry, journal: Journal): Registry => ({
  ...inner,
  async pushManifest(reference, manifest, signal) {
    const { name, tag } = reference;
    if (tag === undefined) return inner.pushManifest(reference, manifest, signal);
    const effect = { kind: 'tag', name, tag, digest: manifest.descriptor.digest } as const;
    return withEffect(effect, { journal, signal }, () => inner.pushManifest(reference, manifest, signal));
  },
});
