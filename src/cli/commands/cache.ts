/** `orchestrator cache ls|gc|verify` */
import { OrchestratorError } from '../../errors/problem.ts';
import { cleanCache, type DamagedEntry, type ListedEntry, listCache, verifyCache } from '../../pipeline/cache-care.ts';
import type { Command } from '../command.ts';
import type { Wiring } from '../wiring.ts';

export const cacheLs: Command = {
  async run({ wiring }) {
    const entries = await listCache(await connect(wiring));
    return {
      text: entries.map((entry) => `${entry.builtAt}  ${entry.artifact} -> ${imageOf(entry)}\n`).join(''),
      record: {
        entries: entries.map((entry) => ({
          key: entry.key,
          artifact: entry.artifact,
          image: imageOf(entry),
          in: entry.image.in,
          builtAt: entry.builtAt,
        })),
      },
    };
  },
};

export const cacheGc: Command = {
  async run({ wiring }) {
    const removed = await cleanCache(await connect(wiring));
    return { text: `${removed.length} forgotten\n`, record: { removed } };
  },
};

export const cacheVerify: Command = {
  async run({ wiring }) {
    const { sound, blobs, damaged, elsewhere } = await verifyCache(await connect(wiring));
    const [first, ...rest] = [...damaged.map(problemOf), ...elsewhere];
    if (first !== undefined) throw new OrchestratorError([first, ...rest]);
    return { text: `${sound} sound\n`, record: { sound, blobs } };
  },
};

const connect = async (wiring: Wiring) => wiring.connect(await wiring.load());

const imageOf = ({ name, image }: ListedEntry): string =>
  image.in === 'engine' ? image.reference : `${name}@${image.digest}`;

const problemOf = ({ key, artifact, problem }: DamagedEntry) => ({
  ...problem,
  message: artifact === undefined ? problem.message : `${artifact}: ${problem.message}`,
  hint: `The entry ${key.slice(0, 12)} was forgotten; the next build makes the image anew.`,
});
