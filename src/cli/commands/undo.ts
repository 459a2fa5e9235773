/** `orchestrator undo`: what was before the last apply of a set; with `--list`, which revisions are kept. */
import { describeName } from '../../live/plan/change.ts';
import { changeLines } from '../../live/plan/lines.ts';
import type { KeptRevision } from '../../live/revision/secrets.ts';
import type { ClusterSettings } from '../../pipeline/cluster/cluster-settings.ts';
import { tellChange } from '../../pipeline/cluster/plan-text.ts';
import type { PlannedUndo } from '../../pipeline/cluster/revision/plan-changes.ts';
import { putBackSummary } from '../../pipeline/cluster/revision/put-back.ts';
import { aimOf, describeUndo, listSet, type Undone, undoSet } from '../../pipeline/cluster/revision/undo.ts';
import { settingsBeside } from '../cluster-config.ts';
import type { Command, CommandResult, Invocation } from '../command.ts';
import { setHomeOf, undoRequestOf } from '../requests.ts';

export const undo: Command = {
  async run(invocation) {
    const { flags, wiring, version } = invocation;
    const settings = await settingsBeside(flags, wiring);
    if (flags.list === true) return list(invocation, settings);
    const request = await undoRequestOf(flags, wiring, version, settings);
    const cluster = await wiring.connectCluster(settings);
    const undone = await undoSet(request, cluster, wiring.base);
    const { context, server } = cluster.target;
    const { restored, recreated, deleted, left, chosen, revision } = undone;
    const { dryRun } = request;
    return {
      text: `${plannedText(undone.planned)}${leftLines(left)}${counts(undone)} in ${context}${dryRun ? ' (dry run: nothing was changed)' : ''}\n`,
      record: {
        context,
        server,
        set: undone.set,
        undoes: aimOf(chosen).undoes ?? null,
        to: chosen.to ?? null,
        notKept: chosen.missing,
        revision: revision ?? null,
        restored,
        recreated,
        deleted,
        left,
        dryRun,
        ...plannedRecord(undone.planned),
      },
    };
  },
};

const counts = (undone: Undone): string => `${describeUndo(undone.chosen)}: ${putBackSummary(undone)}`;

const WORDS = { restore: 'restore', recreate: 'make again', delete: 'delete', leave: 'leave' } as const;

/** Each object with what follows, and what changes of it as `diff` shows it. */
function plannedText(planned: PlannedUndo | undefined): string {
  const texts = planned?.changes.map(({ act, change }) => {
    const [, ...notes] = changeLines(change);
    return `${[`${WORDS[act]} ${describeName(change)}`, ...notes].join('\n')}\n${tellChange(change).diff}`;
  });
  return [...(texts ?? []), ...(planned?.unseen ?? []).map((line) => `${line}\n`)].join('');
}

const plannedRecord = (planned: PlannedUndo | undefined): object =>
  planned === undefined
    ? {}
    : {
        objects: planned.changes.map(({ act, change }) => ({ act, ...tellChange(change) })),
        unseen: planned.unseen,
      };

const leftLines = (left: readonly string[]): string => left.map((line) => `left ${line}\n`).join('');

async function list({ flags, wiring }: Invocation, settings: ClusterSettings): Promise<CommandResult> {
  const home = await setHomeOf(flags, wiring, settings);
  const cluster = await wiring.connectCluster(settings);
  const { set, revisions } = await listSet(home, cluster, wiring.signal);
  const { context, server } = cluster.target;
  return {
    text: revisions.length === 0 ? 'nothing is kept\n' : table(revisions),
    record: { context, server, set, revisions: revisions.map(recordOf) },
  };
}

const HEADS = ['REVISION', 'WHEN', 'COMMAND', 'CREATED', 'UPDATED', 'DELETED', 'OUTCOME', 'VERSION', 'BY'] as const;

function table(revisions: readonly KeptRevision[]): string {
  const rows = [HEADS, ...revisions.map(rowOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

const commandOf = ({ command, undoes, to }: KeptRevision): string =>
  to !== undefined ? `${command} to ${to}` : undoes === undefined ? command : `${command} of ${undoes}`;

const rowOf = (one: KeptRevision): readonly string[] => [
  String(one.number),
  one.at.replace(/\.\d+Z$/, 'Z'),
  commandOf(one),
  String(one.created),
  String(one.updated),
  String(one.deleted),
  one.outcome ?? 'unfinished',
  one.version,
  one.by === '' ? '-' : one.by,
];

const recordOf = ({ head: _, digest: _digest, parts: _parts, undoes, to, outcome, ...one }: KeptRevision): object => ({
  ...one,
  undoes: undoes ?? null,
  to: to ?? null,
  outcome: outcome ?? 'unfinished',
});
