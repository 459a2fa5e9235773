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
import { digestOf, hexOf } from '../image/digest.ts';
import type { InputFile, InputSet } from '../inputs/input-set.ts';
import { checkTag } from './tag-result.ts';
import type { Tagger, TagPorts } from './tagger.ts';

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
  return Promise.all(
    sets.map(async ({ files, values }) => {
      const entries = await describe(files, ports);
      const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
      return digestOf(JSON.stringify([entries, sorted]));
    }),
  );
}

/** What is known of a file from an earlier run is not read again. */
async function describe(files: readonly InputFile[], { system, fileDigests, signal }: TagPorts): Promise<unknown[]> {
  const plain = files.filter(({ kind }) => kind === 'file');
  const read = await fileDigests.read(
    plain.map(({ path }) => path),
    signal,
    plain.map(({ state }) => state),
  );
  const known = new Map(plain.map(({ path }, index) => [path, read[index]]));
  return Promise.all(
    files.map(async ({ path, name, kind }) => {
      const file = known.get(path);
      if (file === undefined) return [kind, name, await system.files.readLink(path)];
      return [kind, name, file.executable, file.digest];
    }),
  );
}
