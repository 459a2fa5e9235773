/**
 * What listing the inputs saw of each `files` entry, for the build that follows: the key and the image are made of one
 * look at the files.
 *
 * It is taken once, so that a build that starts over looks again. What changed since that look is noticed all the
 * same: a file when it is read, a name by the list that is made after the build.
 */
import type { FilesEntry, LayerSource } from './layers-source.ts';

/** Of a list that no build follows, as of each that is cached, nothing is taken. */
const MOST = 16;

interface Seen {
  readonly entry: FilesEntry;
  readonly src: string;
  readonly contextDir: string;
  readonly source: LayerSource;
}

const kept: Seen[] = [];

export function noteSource(seen: Seen): void {
  takeSource(seen.entry, seen.src, seen.contextDir);
  kept.push(seen);
  if (kept.length > MOST) kept.shift();
}

export function takeSource(entry: FilesEntry, src: string, contextDir: string): LayerSource | undefined {
  const at = kept.findIndex((one) => one.entry === entry && one.src === src && one.contextDir === contextDir);
  return at === -1 ? undefined : kept.splice(at, 1)[0]?.source;
}
