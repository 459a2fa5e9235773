/** Rows F and P: files, store and disk; processes and signals. */
import { here, inTest, later, type Row } from './row.ts';

const BLOBS = 'src/adapters/blobs';
const PROCESSES = 'src/adapters/system/processes.test.ts';

export const files: readonly Row[] = [
  {
    id: 'F1',
    stimulus: 'kill -9 between temp write and rename in the store',
    expected: 'entry absent; the next run builds it; no partial file is ever readable',
    proofs: [here, inTest(`${BLOBS}/crash.test.ts`, 'a blob is there whole, or not at all')],
  },
  {
    id: 'F2',
    stimulus: 'kill -9 after the rename, before what names the content',
    expected: 'content is used again by its digest; nothing to repair, as there is no index',
    proofs: [here, inTest(`${BLOBS}/crash.test.ts`, 'a push is seen once all of it is there')],
  },
  {
    id: 'F3',
    stimulus: 'power loss: a stored file is empty, or lost its tail',
    expected: 'found on read, set aside, one warning; the result is correct',
    proofs: [here, inTest(`${BLOBS}/contents.test.ts`, 'a file that lost its tail after %d bytes is found')],
  },
  {
    id: 'F4',
    stimulus: 'a flipped bit in each stored file',
    expected: 'zero wrong results; exit 0 after building anew',
    proofs: [here, inTest(`${BLOBS}/contents.test.ts`, 'a flipped bit is found wherever it is')],
  },
  {
    id: 'F5',
    stimulus: 'disk full while a layer is written; no inode left; file size limit',
    expected: 'exit 11 with path, needed and free bytes; earlier entries intact; temp removed; nothing recorded',
    proofs: [here, inTest(`${BLOBS}/contents.test.ts`, 'a full disk is told with the path and the free space')],
  },
  {
    id: 'F6',
    stimulus: 'disk full while a result or the journal is written',
    expected: 'exit 11, before a tag moves or a folder changes; what was there before stays whole',
    proofs: [here],
  },
  {
    id: 'F7',
    stimulus: 'read-only store',
    expected: 'goes on without state, with a warning; exit 0; refused only where the image would be kept nowhere',
    proofs: [here],
  },
  {
    id: 'F8',
    stimulus: 'processes build the same key at once',
    expected: 'all succeed; one content',
    proofs: [here, inTest(`${BLOBS}/contents.test.ts`, 'many writers of the same content all succeed')],
  },
  {
    id: 'F9',
    stimulus: 'older and newer versions share the store',
    expected: 'none deletes what the other needs; unknown formats are left alone',
    proofs: [inTest(`${BLOBS}/clean-up.test.ts`, 'a manifest of a kind that it does not know')],
    open: 'there is one released format',
  },
  {
    id: 'F10',
    stimulus: 'clean-up runs while a build reads',
    expected: 'the read succeeds, or is a clean miss; never ENOENT to the user',
    proofs: [here, inTest(`${BLOBS}/clean-up.test.ts`, 'gives back what was asked for since the plan was made')],
  },
  {
    id: 'F11',
    stimulus: 'source edited between hash and build, and during the build',
    expected: 'noticed, built again once; never kept under the old key',
    proofs: [
      inTest('src/builders/layers-rebuild.test.ts', 'is built again once, with a notice'),
      inTest('e2e/docker.e2e.test.ts', 'where a file of the context changes while it is sent'),
    ],
  },
  {
    id: 'F12',
    stimulus: 'same time and size, different content',
    expected: 'caught by ctime or inode, or within the racy window',
    proofs: [here],
  },
  {
    id: 'F13',
    stimulus: 'clock moved back one day, then forward three',
    expected: 'the same digests; exit 0',
    proofs: [here],
  },
  {
    id: 'F14',
    stimulus: 'an input is missing, unreadable, a socket, a device, a FIFO',
    expected: 'exit 2 with path and reason; a FIFO does not block',
    proofs: [here],
  },
  {
    id: 'F15',
    stimulus: 'names with line ends, escape codes, 255 bytes, a trailing dot or space, invalid UTF-8',
    expected: 'built, or refused by name (invalid UTF-8, exit 2); shown escaped; each its own digest',
    proofs: [here],
    open: 'volumes that ignore case are known to the hand-over only',
  },
  {
    id: 'F16',
    stimulus: 'link loop, link out of the context, link swapped in during the walk',
    expected: 'the loop is bounded; what is outside is not read; the swap is noticed',
    proofs: [here, inTest('src/adapters/tree/tree.test.ts', 'became a link')],
  },
  {
    id: 'F17',
    stimulus: 'very many files under an ignored folder',
    expected: 'the folder is never opened',
    proofs: [here],
  },
  {
    id: 'F18',
    stimulus: '64 file descriptors',
    expected: 'runs, with the same digest',
    proofs: [here, inTest('e2e/layers.e2e.test.ts', 'with no more than 64 open files')],
  },
];

export const processes: readonly Row[] = [
  {
    id: 'P1',
    stimulus: 'Ctrl-C during build and push',
    expected: 'children end as a group; exit 130 within 5 s; no artifacts file; what was done and what was not is told',
    proofs: [
      here,
      inTest(
        'e2e/journal.e2e.test.ts',
        'got its tag when the run was stopped by Ctrl-C: it tells at once who has what',
      ),
      inTest('e2e/crash.e2e.test.ts', 'Ctrl-C during a custom build ends its whole group of processes'),
      inTest('e2e/cluster/stories-refused.e2e.test.ts', 'Ctrl-C ends the wait with 130, and what was applied stays'),
    ],
  },
  {
    id: 'P2',
    stimulus: 'Ctrl-C twice',
    expected: 'immediate stop, still no orphans, exit 130',
    proofs: [here],
  },
  {
    id: 'P3',
    stimulus:
      'kill -9 at every step of the journal, and at each rename, fsync, mkdir, unlink and link of build, push, render and deploy',
    expected:
      'the next run goes on and tells which tag is, may be or is not what it was to be, and which files of the folder are new; nothing has to be repaired by hand',
    proofs: [
      here,
      inTest('e2e/journal.e2e.test.ts', 'of which a run had moved some tags when it was killed at %s'),
      inTest('e2e/journal.e2e.test.ts', 'to the %ith of which a tag was on its way when the run was killed, %s'),
      inTest('e2e/journal.e2e.test.ts', 'that a run had changed in part when it was killed at %s'),
      inTest('e2e/crash.e2e.test.ts', 'at every few %s'),
      inTest('e2e/cluster/two-runs.e2e.test.ts', 'before %s: the next run finishes it'),
    ],
  },
  {
    id: 'P4',
    stimulus: 'a child ignores SIGTERM, forks away, or holds the pipe open',
    expected: 'the whole group is killed at the deadline; output drained',
    proofs: [
      inTest(PROCESSES, 'that ignores SIGTERM is killed after 2 s'),
      inTest(PROCESSES, 'is ended, with or without its output'),
      inTest('e2e/custom.e2e.test.ts', 'takes all its processes along, those that will not listen too'),
    ],
  },
  {
    id: 'P5',
    stimulus: 'a child prints without end, one huge line, binary and escape codes',
    expected: 'memory stays flat; cut with a marker; nothing reaches the terminal raw',
    proofs: [here, inTest(PROCESSES, 'one line of 300 MB costs little memory, is cut, and says so')],
  },
  {
    id: 'P6',
    stimulus: 'a child exits 0 and its output is not there',
    expected: 'exit 3',
    proofs: [inTest('e2e/custom.e2e.test.ts', 'that makes nothing is a failure, pushed or not: %s')],
  },
  {
    id: 'P7',
    stimulus: 'stdout closed early, a full device as stdout',
    expected: 'clean stop; no stack trace, no busy loop',
    proofs: [here],
  },
  later('P8', 'laptop suspended for 8 h in dev', 'reconnects, lists and scans anew', 'the dev loop is not built'),
  {
    id: 'P9',
    stimulus: 'no terminal, a dumb one, 20 columns, no colour',
    expected: 'readable output; no garbage',
    proofs: [here, inTest('src/views/views.test.ts', 'prefixes each line with its step')],
  },
  {
    id: 'P10',
    stimulus: 'a CI ends the group with 2 s of grace',
    expected: 'nothing of it lives on; files are whole',
    proofs: [here],
  },
  {
    id: 'P11',
    stimulus: 'kill -9 of the program while a command of a build, a hook or a render runs',
    expected: 'the command and all that it started end within 3 s: nothing is pushed or written behind the next run',
    proofs: [inTest(PROCESSES, 'ends when we are killed')],
  },
];
