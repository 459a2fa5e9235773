/**
 * The revision of one run: what it is about to change is captured, kept in the cluster once the parent of the set is there,
 * and said at the end how it went.
 *
 * Whoever may not write Secrets can apply all the same: a warning says that this cannot be undone.
 */
import { OrchestratorError } from '../../../errors/problem.ts';
import type { ObjectSet } from '../../../live/applyset.ts';
import { isHalf, isUndo } from '../../../live/revision/choose.ts';
import { carryOn, continueKept, type KeptObject } from '../../../live/revision/kept.ts';
import { type KeptRevision, type Revision, type RevisionOutcome, tooOld } from '../../../live/revision/secrets.ts';
import { digestOfParts, packState } from '../../../live/revision/state.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import type { OpenIntent } from '../intent.ts';
import type { InputPorts } from '../read-wanted.ts';
import { unlessDenied } from '../status/unless-denied.ts';
import { listRevisions, markRevision, type RevisionHome, readRevision, trimRevisions, writeRevision } from './store.ts';

export interface RecordRequest {
  /** `apply`, `undo`. */
  readonly command: string;
  /** Of an undo: which one, or the one that it goes back to. */
  readonly undoes?: number;
  readonly to?: number;
  readonly set: ObjectSet;
  /** Of this program. */
  readonly version: string;
  readonly kept: readonly KeptObject[];
}

export interface RevisionRecord {
  /** Before anything of the set is changed. @param intent On the parent, which is there by then. */
  write(intent: OpenIntent): Promise<void>;
  end(outcome: RevisionOutcome): Promise<void>;
  /** Undefined: nothing was kept. */
  number(): number | undefined;
}

type Ports = Pick<InputPorts, 'emit' | 'signal'>;

export function createRecord(request: RecordRequest, cluster: Cluster, { emit, signal }: Ports): RevisionRecord {
  const { set, kept } = request;
  let home: RevisionHome | undefined;
  let number: number | undefined;
  const warn = (error: unknown): void => {
    if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
    // Nothing is changed, so that there is nothing to undo.
    if (kept.length === 0) return;
    const [problem] = error.problems;
    const message = `what is there now cannot be kept in the cluster, so that this cannot be undone: ${problem.message}`;
    emit({ type: 'notice', level: 'warning', message, problem });
  };
  return {
    async write(intent) {
      const parentUid = intent.parent().metadata.uid;
      if (parentUid === undefined) return;
      home = { set, parentUid };
      await keep(request, home, intent.number, cluster, signal).then((written) => {
        if (written === undefined) return;
        number = written;
        intent.keptAs(written);
      }, warn);
    },
    async end(outcome) {
      if (home === undefined || number === undefined) return;
      await markRevision(home, number, outcome, cluster, signal);
      await trimRevisions(home, cluster, signal);
    },
    number: () => number,
  };
}

async function keep(
  request: RecordRequest,
  home: RevisionHome,
  intended: number,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { command, undoes, to, version, kept } = request;
  const revisions = await listRevisions(home, cluster, signal);
  const [last] = revisions;
  // Nothing was left to do of a run that did not end: this one says that it is over.
  const isEnd = last !== undefined && isHalf(last) && isUndo(last) === isUndo(request);
  if (kept.length === 0 && !isEnd) return undefined;
  const by = await cluster.user(signal);
  // Beside older ones that the parent knows nothing of.
  const number = Math.max((last?.number ?? 0) + 1, intended);
  // Whoever undoes the half that an apply left may want it back; an undo is done again, or gone beyond.
  const goesOn = last !== undefined && isHalf(last) && (command === 'apply' || isUndo(last));
  const objects = continueKept(goesOn ? (await readRevision(home, last, cluster, signal)).objects : [], kept);
  const parts = packState({ objects, earlier: await carried(home, revisions, number, cluster, signal) });
  const revision: Revision = {
    number,
    command,
    ...(undoes !== undefined && { undoes }),
    ...(to !== undefined && { to }),
    at: cluster.now().toISOString(),
    by,
    version,
    ...countsOf(kept),
    digest: digestOfParts(parts),
    parts: parts.length,
  };
  await writeRevision(home, revision, parts, cluster, signal);
  return number;
}

/** @param number Of the new one, for which the oldest go. What of them cannot be read is only known no longer. */
async function carried(
  home: RevisionHome,
  revisions: readonly KeptRevision[],
  number: number,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly KeptObject[]> {
  const old = tooOld([number, ...revisions.map((one) => one.number)]);
  const [last] = revisions;
  if (last === undefined || old.length === 0) return [];
  let earlier = (await unlessDenied(readRevision(home, last, cluster, signal)))?.earlier ?? [];
  const leaving = revisions.filter((one) => old.includes(one.number) && one.outcome !== 'rolled back');
  for (const one of leaving.toReversed()) {
    const state = await unlessDenied(readRevision(home, one, cluster, signal));
    earlier = carryOn(earlier, state?.objects ?? []);
  }
  return earlier;
}

const countsOf = (kept: readonly KeptObject[]): Pick<Revision, 'created' | 'updated' | 'deleted'> => ({
  created: kept.filter(({ before }) => before === undefined).length,
  updated: kept.filter(({ before, after }) => before !== undefined && after !== undefined).length,
  deleted: kept.filter(({ after }) => after === undefined).length,
});
