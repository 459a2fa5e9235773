/** Rows K: the Kubernetes API. */
import { here, inTest, type Row } from './row.ts';

const APPLY = 'e2e/cluster/apply.e2e.test.ts';
const KILLS_APPLY = 'e2e/cluster/kills-apply.e2e.test.ts';
const KILLS_UNDO = 'e2e/cluster/kills-undo.e2e.test.ts';
const KILLS_ELSE = 'e2e/cluster/kills-else.e2e.test.ts';
const UNDO_TO = 'e2e/cluster/undo-to.e2e.test.ts';
const TWO_RUNS = 'e2e/cluster/two-runs.e2e.test.ts';
const MEANWHILE = 'e2e/cluster/meanwhile.e2e.test.ts';
const PLAN = 'e2e/cluster/plan.e2e.test.ts';
const PRUNE = 'e2e/cluster/prune.e2e.test.ts';
const READY = 'e2e/cluster/stories-ready.e2e.test.ts';
const REFUSED = 'e2e/cluster/stories-refused.e2e.test.ts';
const TARGET = 'e2e/cluster/target.e2e.test.ts';

export const cluster: readonly Row[] = [
  {
    id: 'K1',
    stimulus: 'a watch answers 410 at the start, in the middle, twice in a row',
    expected: 'listed anew, with pauses that grow; no event is lost',
    proofs: [here, inTest('src/adapters/cluster/watch.test.ts', 'lists anew after %s')],
  },
  {
    id: 'K2',
    stimulus: 'a watch goes silent: no bytes, no end',
    expected:
      'made anew after 90 s; bookmarks keep a healthy one alive; the wait says how old the last word is, and so does what is told at its deadline',
    proofs: [
      here,
      inTest('src/live/verdict/silence.test.ts', 'when a kind is silent: %s'),
      inTest(
        'src/pipeline/cluster/await-silent.test.ts',
        'a kind that falls silent is told within a second, and it is over as soon as something is heard of it',
      ),
    ],
  },
  {
    id: 'K3',
    stimulus: 'watches that all have to be made anew after an outage',
    expected: 'pauses that are random, and requests that are bounded',
    proofs: [
      here,
      inTest('src/adapters/cluster/pause.test.ts', 'the next try is within five seconds, and not at once'),
    ],
  },
  {
    id: 'K4',
    stimulus: 'half a JSON line, a line of 10 MB, an event of an unknown type',
    expected: 'listed anew; nothing is dropped silently',
    proofs: [here],
  },
  {
    id: 'K5',
    stimulus: '429, 503, cut requests and answers, answers that take seconds',
    expected: 'all is applied, each object once; pauses as they are asked for, and fewer requests at once from then on',
    proofs: [
      here,
      inTest('src/adapters/cluster/persist.test.ts', '%s has at most so many at once from then on: %#'),
      inTest('src/lib/pace.test.ts', 'comes back one at a time, after eight rounds of answers'),
    ],
  },
  {
    id: 'K6',
    stimulus: 'the API server is killed between the 40th and the 41st of 100 writes, and comes back',
    expected: 'the run does the rest; what was written is counted once',
    proofs: [here, inTest(READY, 'an API server that is killed and restarted during the wait')],
  },
  {
    id: 'K7',
    stimulus: 'an object changes, goes, or is made anew between the look and the write',
    expected: 'written onto what it is now, or told; never over what was not seen',
    proofs: [
      inTest(MEANWHILE, 'what others wrote that is none of our fields stays, and ours is written onto it'),
      inTest(MEANWHILE, 'an object that is gone, or made anew, is not what was looked at'),
    ],
  },
  {
    id: 'K8',
    stimulus: 'a field that an autoscaler, kubectl, or another run of ours has set',
    expected: 'left to the autoscaler; taken over from kubectl with no field lost; exit 9 with manager and field',
    proofs: [
      inTest(READY, 'a client that writes /scale, as an autoscaler does, and is not fought over'),
      inTest(APPLY, 'what kubectl applied from the client is taken over, and none of its fields is lost'),
      inTest(MEANWHILE, 'a field of ours that others took is a conflict with their name'),
      inTest(MEANWHILE, 'two runs without a set: the second to write an object does not write over the first'),
    ],
  },
  {
    id: 'K9',
    stimulus: 'an admission webhook is down, slow, or denies',
    expected: 'its name and its words, made safe for a terminal; exit 6; a slow one is waited for',
    proofs: [here, inTest(READY, 'a webhook that is slow: too slow for pods at first')],
  },
  {
    id: 'K10',
    stimulus: 'a mutating webhook changes our field on every write',
    expected:
      'written at most once a run; no loop; told with object and field, and no normalised value is taken for one',
    proofs: [
      here,
      inTest('e2e/cluster/unkept.e2e.test.ts', 'objects of every kind, oddly written, are as they were applied'),
    ],
  },
  {
    id: 'K11',
    stimulus: 'a change of a field that cannot be changed',
    expected: 'shown as a replacement, and refused unless allowed; data needs its name too',
    proofs: [
      inTest(PLAN, 'is refused before anything is written, and made anew with --force'),
      inTest(PLAN, 'of what holds data takes its name too'),
    ],
  },
  {
    id: 'K12',
    stimulus: 'a definition and its object in one set; the kind is served late',
    expected: 'waited for until established and served; then applied',
    proofs: [
      here,
      inTest(APPLY, 'a definition and its object go in one set, with unknown fields and long numbers whole'),
    ],
  },
  {
    id: 'K13',
    stimulus: 'an API service is dead, so that a part of discovery fails',
    expected: 'other groups go on; an object of the dead one is told with its place',
    proofs: [here],
  },
  {
    id: 'K14',
    stimulus: 'the namespace is on its way out',
    expected: 'exit 6 with the finalizers and the content that hold it; an object of the same name is waited for',
    proofs: [
      here,
      inTest(PLAN, 'waits for what is being deleted already where the plan has not, and needs no flag for it'),
    ],
  },
  {
    id: 'K15',
    stimulus: 'pods that cannot be pulled, crash, run out of memory, find no room, retry, are refused',
    expected: 'the right verdict with what decided it, and the last lines of the container',
    proofs: [
      inTest('e2e/cluster/stories-terminal.e2e.test.ts', 'what cannot come up'),
      inTest('e2e/cluster/stories-terminal.e2e.test.ts', 'a pod that the namespace does not let in'),
      inTest(READY, 'two crashes, then fine'),
      inTest(READY, 'no node, then one'),
      inTest(READY, 'a job that retries'),
      inTest(
        'src/live/verdict/stories.test.ts',
        'is told within 10 s, by a sight or by time that the verdict itself names',
      ),
    ],
  },
  {
    id: 'K16',
    stimulus: 'what is applied is suddenly nothing, or far less',
    expected: 'exit 10 before anything is applied',
    proofs: [inTest(PRUNE, 'all of it, or most, unless that is asked for; and nothing is applied then')],
  },
  {
    id: 'K17',
    stimulus: 'what would be pruned has another owner, or another UID',
    expected: 'left alone, and told',
    proofs: [inTest(PRUNE, 'what others own now, what says so, and what holds data, each with its reason')],
  },
  {
    id: 'K18',
    stimulus: 'the kubeconfig or the cluster behind its context changes between two runs, or during one',
    expected: 'exit 10, nothing written',
    proofs: [
      inTest(TARGET, 'a kubeconfig that is swapped between two runs is refused with both identities, by every command'),
      inTest(TARGET, 'a kubeconfig that is swapped during a run changes nothing: all goes where it was looked'),
    ],
  },
  {
    id: 'K19',
    stimulus: 'a login program fails, hangs, is new or another one, or lies in the repository',
    expected: 'told without what it printed; a deadline; another one, or one of the repository, is not run',
    proofs: [
      here,
      inTest(TARGET, 'is run as it was at first, and not when it is another one'),
      inTest('src/adapters/cluster/login.test.ts', 'that %s is told, and its answer is not'),
      inTest(TARGET, 'is never one of the project, wherever in it the program runs'),
    ],
  },
  {
    id: 'K20',
    stimulus: 'two runs of one set race; the first is paused past its lease, then wakes',
    expected: 'the one that lost the lease stops before its next write; exit 9',
    proofs: [
      inTest(TWO_RUNS, 'one that is paused past its lease and wakes up writes nothing more'),
      inTest(MEANWHILE, 'two runs without a set: the second to write an object does not write over the first'),
    ],
  },
  {
    id: 'K21',
    stimulus: 'no right to list in the whole cluster, to see pods or events, or to write',
    expected: 'works with less, and says what it could not see; a verb that is missing is named',
    proofs: [
      here,
      inTest(REFUSED, 'names the verb and the resource, and nothing is written'),
      inTest(REFUSED, 'who may not see pods waits by what the workload says of itself'),
      inTest('e2e/cluster/diff.e2e.test.ts', 'who may not see them is told what was not looked at'),
    ],
    open: 'file sync is not built',
  },
  {
    id: 'K22',
    stimulus: 'a Secret in a diff, in events, in a failure',
    expected: 'hidden everywhere; in a diff a digest by a key of the run stands in its place',
    proofs: [
      here,
      inTest(
        'e2e/cluster/diff.e2e.test.ts',
        'values of a Secret are hidden, as text and as JSON; digests say that one changes',
      ),
      inTest('src/live/verdict/verdict.test.ts', 'holds nothing of the environment of containers'),
    ],
  },
  {
    id: 'K23',
    stimulus:
      'kill -9 of an apply, the first of a set too, of an undo or a delete, before each write and after each that the API server has; in the wait; in a hook',
    expected:
      'the same command again finishes it, and says what was done and what is left; the cluster is as without the kill, and an undo brings back what was before both',
    proofs: [
      inTest(TWO_RUNS, 'before %s: the next run finishes it'),
      inTest(KILLS_APPLY, 'after %i, %s: the next run finishes it, and an undo takes both back'),
      inTest(KILLS_APPLY, 'after %i, %s: an undo takes it back at once'),
      inTest(KILLS_APPLY, 'before anything was kept: there is nothing to undo of it, and nothing else is undone'),
      inTest(KILLS_UNDO, 'after %i, %s: the next undo finishes it, and one more brings back what it took away'),
      inTest(KILLS_ELSE, 'after %i, %s: the next delete finishes it, and a deploy makes all anew'),
      inTest(KILLS_ELSE, 'kill -9 during the wait: the next run waits, and deletes only then'),
      inTest(KILLS_ELSE, 'kill -9 during the wait of an undo: the next undo waits, and deletes only then'),
      inTest(UNDO_TO, '%s, and can be undone'),
      inTest(KILLS_ELSE, 'on this machine, %s: the next run says that it may have run, and runs it'),
      inTest(KILLS_ELSE, 'in a container: the next run says that it may have run, and runs it'),
    ],
  },
];
