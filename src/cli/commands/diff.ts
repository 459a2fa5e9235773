/** `orchestrator diff FILE...`: what an apply would change. Exit code 1 where it would change something. */
import { type Difference, diffFiles } from '../../pipeline/cluster/diff.ts';
import type { SetRequest } from '../../pipeline/cluster/inventory.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import { settingsBeside } from '../cluster-config.ts';
import type { Command, CommandResult } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { objectsRequestOf, setRequestOf } from '../requests.ts';

export const diff: Command = {
  async run({ flags, args, wiring, version }) {
    const settings = await settingsBeside(flags, wiring);
    const request = { ...objectsRequestOf(flags, args, settings), set: await setRequestOf(flags, wiring, version) };
    const cluster = await wiring.connectCluster(settings);
    const all = await diffFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
    return diffResult(all, request.set, cluster.target);
  },
};

/** Each change with its text, and one line that counts. */
export function diffResult(
  all: readonly Difference[],
  set: SetRequest | undefined,
  { context, server }: ClusterTarget,
): CommandResult {
  return {
    text: `${all.filter(isTold).map(textOf).join('')}${countsOf(all, set !== undefined)} in ${context}\n`,
    record: { context, server, objects: all },
    exitCode: all.some(({ change }) => change !== 'keep') ? 1 : 0,
  };
}

/** What is kept for a reason is told with it. */
const isTold = ({ change, notes }: Difference): boolean => change !== 'keep' || notes.length > 0;

const textOf = ({ object, change, diff: text, notes }: Difference): string =>
  `${change} ${object}\n${notes.map((note) => `  ${note}\n`).join('')}${text}`;

function countsOf(all: readonly Difference[], isSet: boolean): string {
  const changes = ['create', 'update', 'replace', ...(isSet ? (['prune'] as const) : []), 'keep'] as const;
  return changes.map((name) => `${all.filter(({ change }) => change === name).length} to ${name}`).join(', ');
}
