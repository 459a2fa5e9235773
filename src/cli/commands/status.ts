/** `orchestrator status [FILE...]`: how the objects of a set, or of files, are. Exit code 7 where one is not ready. */
import { plainLine } from '../../lib/terminal-text.ts';
import { drawTree } from '../../lib/text-tree.ts';
import type { Intent } from '../../live/intent.ts';
import { describeHolder } from '../../live/lease.ts';
import { describeRef } from '../../live/object.ts';
import type { KeptRevision } from '../../live/revision/secrets.ts';
import { type ObjectStatus, statusOf } from '../../pipeline/cluster/status/status.ts';
import { watchStatus } from '../../pipeline/cluster/status/watch-status.ts';
import type { Writers } from '../../pipeline/cluster/status/who-writes.ts';
import { settingsBeside } from '../cluster-config.ts';
import type { Command } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { objectsRequestOf, setHomeOf, timeoutOf } from '../requests.ts';
import { refuse } from '../usage.ts';

const NOT_READY = 7;

export const status: Command = {
  async run({ flags, args, wiring }) {
    const settings = await settingsBeside(flags, wiring);
    const { namespace, labels } = objectsRequestOf(flags, args, settings);
    const isWatched = flags.watch === true;
    refuse(
      isWatched && args.includes('-'),
      '--watch reads the files twice, and standard input only once',
      'Name a file.',
    );
    const set = args.length > 0 ? undefined : await setHomeOf(flags, wiring, settings, 'a status without files');
    const cluster = await wiring.connectCluster(settings);
    const request = { files: args, labels, namespace, set, readiness: settings.readiness };
    const ports = { ...wiring.base, fetch: lazyFetch(false) };
    const found = isWatched
      ? await watchStatus({ ...request, timeoutMs: timeoutOf(flags, settings) }, cluster, ports)
      : await statusOf(request, cluster, ports);
    const { objects, lastRun, notKept, writers, unseen } = found;
    const ready = objects.filter(({ state }) => state === 'ready').length;
    const changed = objects.filter((one) => one.changed !== undefined && one.changed.length > 0).length;
    const { context, server } = cluster.target;
    const counts = `${ready} of ${objects.length} ready, ${changed} changed by others in ${context}`;
    const lines = [
      ...objects.flatMap(linesOf),
      ...unseen.map((why) => `not seen: ${why}`),
      counts,
      ...writerLines(writers),
      ...(lastRun === undefined ? [] : [`last run: ${runText(lastRun)}`]),
      ...(notKept === undefined ? [] : [`${beginningOf(notKept)}, is not kept: an undo cannot take it back`]),
    ];
    return {
      text: lines.map((line) => `${plainLine(line)}\n`).join(''),
      record: {
        context,
        server,
        set: set === undefined ? null : { name: set.name, namespace: set.namespace ?? cluster.target.namespace },
        ready,
        total: objects.length,
        objects: objects.map(recordOf),
        lastRun: lastRun === undefined ? null : runRecord(lastRun),
        notKept: notKept === undefined ? null : beginningRecord(notKept),
        ...writersRecord(writers),
        unseen,
      },
      exitCode: ready === objects.length ? 0 : NOT_READY,
    };
  },
};

function linesOf({ ref, state, reason, missing, changed, isAsApplied }: ObjectStatus): readonly string[] {
  const [, ...tree] = drawTree(missing);
  const others = (changed ?? []).map(({ path, manager }) =>
    manager === undefined ? `  ${path}: removed` : `  ${path}: changed by ${manager}`,
  );
  const other =
    isAsApplied === false ? ['  not applied as the file has it: diff shows what an apply would change'] : [];
  return [
    `${state.padEnd(11)} ${describeRef(ref)}: ${reason}`,
    ...tree.map((line) => `  ${line}`),
    ...others,
    ...other,
  ];
}

const recordOf = ({ ref: { kind, namespace, name }, state, reason, missing, changed, isAsApplied }: ObjectStatus) => ({
  apiVersion: `${kind.group === '' ? '' : `${kind.group}/`}${kind.version}`,
  kind: kind.kind,
  namespace,
  name,
  state,
  reason,
  parts: missing.below,
  changed: changed?.map(({ path, manager }) => ({ path, manager: manager ?? null })) ?? null,
  asApplied: isAsApplied ?? null,
});

const beginningOf = ({ number, by, began }: Intent): string => `revision ${number} of ${by}, begun at ${began}`;

const beginningRecord = ({ number, by, began }: Intent): object => ({ revision: number, by, at: began });

function writerLines({ holder, begun }: Writers): readonly string[] {
  const work = begun === undefined ? '' : beginningOf(begun);
  if (holder !== undefined) return [`held by ${describeHolder(holder)}${work === '' ? '' : `: ${work}`}`];
  return work === '' ? [] : [`${work}, has not ended: the next apply says what is left of it`];
}

const writersRecord = ({ holder, begun }: Writers): object => ({
  holder: holder === undefined ? null : { identity: holder.identity, since: holder.since, run: holder.run ?? null },
  begun: begun === undefined ? null : beginningRecord(begun),
});

/** Without an outcome it was killed, or is at work. */
const outcomeOf = ({ outcome }: KeptRevision): string => outcome ?? 'not ended';

const runText = (run: KeptRevision): string =>
  `revision ${run.number}, ${run.command}${run.by === '' ? '' : ` by ${run.by}`} at ${run.at}: ${outcomeOf(run)}`;

const runRecord = (run: KeptRevision): object => ({
  revision: run.number,
  command: run.command,
  by: run.by,
  at: run.at,
  outcome: run.outcome ?? null,
});
