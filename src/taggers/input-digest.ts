/**
 * `inputDigest`: a sha256 over everything that decides the image: names, contents and executable bits of the files of
 * the artifact and of all that it requires, and the settings that change the result. 64 hex digits, the same on every
 * machine and in every folder.
 *
 *     [["link","bin/sh","busybox"],["file","run.sh",true,"9f86d0…"]] , {"arg":"1"}   ─sha256─►   one set
 *     the artifact's set, then those of its requirements, sorted                      ─sha256─►   the tag
 *
 * Not Skaffold's value: that one takes md5s and leaves out the executable bit and settings.
 */
import { createHash } from 'node:crypto';
import { digestOf, finishDigest, hexOf } from '../image/digest.ts';
import type { InputFile, InputSet } from '../inputs/input-set.ts';
import { createLimit } from '../lib/limit.ts';
import { checkTag } from './tag-result.ts';
import type { Tagger, TagPorts } from './tagger.ts';

/** Files read at once. */
const READERS = 16;
/** What the `layers` builder keeps of a mode: whether the owner may execute. */
const OWNER_EXECUTES = 0o100;

export const inputDigest: Tagger<unknown> = {
  kind: 'inputDigest',
  /** @throws OrchestratorError INPUT_MISSING, FILE_FAILED, CANCELLED, and what listing the inputs throws. */
  async tag(_spec, job, ports) {
    const [own = '', ...required] = await digestSets(await job.inputs(), ports);
    const digest = digestOf(JSON.stringify([own, ...required.sort()]));
    return checkTag('build.tagPolicy.inputDigest', hexOf(digest));
  },
};

function digestSets(sets: readonly InputSet[], ports: TagPorts): Promise<string[]> {
  const limit = createLimit(READERS);
  return Promise.all(
    sets.map(async ({ files, values }) => {
      const entries = await Promise.all(files.map((file) => limit(() => describe(file, ports))));
      const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
      return digestOf(JSON.stringify([entries, sorted]));
    }),
  );
}

async function describe({ path, name, kind }: InputFile, { system, signal }: TagPorts): Promise<unknown> {
  signal.throwIfAborted();
  if (kind === 'link') return [kind, name, await system.files.readLink(path)];
  const info = await system.files.stat(path);
  const hash = createHash('sha256');
  for await (const chunk of system.files.streamBytes(path, signal)) hash.update(chunk);
  return [kind, name, ((info?.mode ?? 0) & OWNER_EXECUTES) !== 0, finishDigest(hash)];
}
