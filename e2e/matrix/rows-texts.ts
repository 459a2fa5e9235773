/** Rows Y, T and S: configs and templates; archives, contexts and sync; supply chain and secrets. */
import { here, inTest, later, type Row } from './row.ts';

const DOCUMENTS = 'src/config/yaml/read-documents.test.ts';
const DEV = 'the dev loop and its sync are not built';
const PLAN_FILE = 'e2e/cluster/plan-file.e2e.test.ts';

export const texts: readonly Row[] = [
  {
    id: 'Y1',
    stimulus: 'alias bomb, depth of 100,000, a document of 100 MB, a million keys',
    expected: 'refused within seconds and 512 MB; exit 2 with the limit',
    proofs: [here, inTest('e2e/mistakes.e2e.test.ts', 'an alias bomb')],
  },
  {
    id: 'Y2',
    stimulus: 'keys such as __proto__, numbers, duplicates, BOM, tabs, CRLF',
    expected: 'plain data or a precise error; no global object changed',
    proofs: [inTest(DOCUMENTS, 'changes no global object'), inTest('e2e/mistakes.e2e.test.ts', 'a duplicate key')],
  },
  {
    id: 'Y3',
    stimulus: '`no`, `on`, `0777`, `1e3`, `012`, times, large integers',
    expected: 'kept as Kubernetes reads them; a warning where YAML 1.2 reads something else',
    proofs: [
      inTest('e2e/kubectl-reads.e2e.test.ts', 'every odd way to write a manifest means to us what it means to kubectl'),
      inTest('src/manifest/doubtful.test.ts', 'a scalar is told where the two readings differ, and nowhere else'),
      inTest('src/manifest/doubtful.test.ts', 'a render warns, and leaves every byte as it is'),
    ],
  },
  later(
    'Y4',
    'import cycle, 1,000 imports, imports from outside',
    'printed, capped, refused',
    '`requires` of other configs is not read yet',
  ),
  {
    id: 'Y5',
    stimulus: 'a patch of a path that is not there; two profiles set one field',
    expected: 'an error with its place; the later one wins',
    proofs: [
      inTest('src/config/profiles/patch.test.ts', 'does what RFC 6902 says, as another implementation does'),
      inTest('src/config/profiles/profiles.test.ts', 'are applied in order, the later one last'),
    ],
  },
  {
    id: 'Y6',
    stimulus: 'alternating stars against long names; 10,000 patterns',
    expected: 'linear time, within 100 ms',
    proofs: [
      inTest('src/inputs/docker-ignore.test.ts', 'alternating stars against the longest name take no time'),
      inTest('src/inputs/docker-ignore.test.ts', '10,000 patterns are read and asked within 100 ms'),
    ],
  },
  {
    id: 'Y7',
    stimulus: 'a regular expression of the catastrophic form',
    expected: 'linear time',
    proofs: [inTest('src/lib/go-regexp/index.test.ts', "['(a+)+$'], ['(a|a)*b']")],
  },
  {
    id: 'Y8',
    stimulus: 'a template reads files, network, or runs a program',
    expected: 'refused by construction; exit 10 for programs, with the flag that allows them',
    proofs: [inTest('e2e/mistakes.e2e.test.ts', 'a template that runs a program')],
  },
  {
    id: 'Y9',
    stimulus: 'a secret stands where a mistake is',
    expected: 'place and shape are told, the value is not',
    proofs: [inTest('src/config/resolve.test.ts', 'never show a value of the wrong type')],
  },
  {
    id: 'Y10',
    stimulus: 'every version of skaffold.yaml; random mutations of each',
    expected: 'read, or refused precisely; never a crash',
    proofs: [inTest('src/config/mutation.test.ts', 'Array.from({ length: 14 }')],
    open: 'versions before v4beta1 are refused by name',
  },
  later('Y11', 'the config becomes invalid in dev, then valid', 'the session lives on', 'the dev loop is not built'),
];

export const archives: readonly Row[] = [
  later(
    'T1',
    'tar entries that leave their folder',
    'refused or contained',
    'nothing is unpacked so far: layers are copied by digest',
  ),
  later('T2', 'a chart named "..", or with separators', 'refused', 'charts are not read yet'),
  {
    id: 'T3',
    stimulus: 'the context holds a link to a private key outside',
    expected: 'the key is not in the image; the link is named',
    proofs: [here],
  },
  {
    id: 'T4',
    stimulus: 'a file vanishes or grows during archiving',
    expected: 'consistent, or started over; sizes never lie',
    proofs: [
      inTest('src/adapters/tree/tree.test.ts', 'a file that grows during the read is INPUT_CHANGED'),
      inTest('e2e/docker.e2e.test.ts', 'where a file of the context changes while it is sent'),
    ],
  },
  later('T5', 'a container without tar, shell or writable root', 'a helper, or a named refusal', DEV),
  later('T6', 'the path in the container is a link', 'resolved and shown', DEV),
  later('T7', 'the container answers with junk', 'bounded; no local write', DEV),
  later('T8', 'two ways: the remote listing is empty', 'nothing local is deleted', DEV),
  later('T9', '10,000 changes in 2 s', 'one transfer; the final state is right', DEV),
  later('T10', 'the pod is replaced in the middle', 'started over on the new one', DEV),
];

export const supply: readonly Row[] = [
  {
    id: 'S1',
    stimulus: 'canary secrets in env, build args, build secrets, registry auth, docker config, kubeconfigs and files',
    expected: 'in no output, event, record, store name or crash text',
    proofs: [
      here,
      inTest('e2e/cluster/login-secrets.e2e.test.ts', 'of a kubeconfig with %s nothing is told or written'),
    ],
    open: 'values of charts are not read yet',
  },
  later(
    'S2',
    'a pull request writes a poisoned entry',
    'main does not read it',
    'caches are not shared between machines yet',
  ),
  {
    id: 'S3',
    stimulus: 'artifacts.json edited by hand, of another project, with duplicate or unknown images',
    expected: 'refused with the place; an image that nobody uses is told',
    proofs: [here, inTest('src/pipeline/artifacts-file.test.ts', 'names every entry that is wrong')],
    open: 'signatures are not built',
  },
  {
    id: 'S4',
    stimulus: 'a plan is applied after drift, long after, twice, elsewhere',
    expected:
      'exit 9 with what has changed and who did it, or 10; age alone is no reason, since all that a plan was made of is looked at',
    proofs: [
      inTest(PLAN_FILE, 'an object, with who did it'),
      inTest(PLAN_FILE, 'an object that was to be made and is there, or is gone, or is another one'),
      inTest(PLAN_FILE, 'the inventory of the set, and what would be pruned'),
      inTest(PLAN_FILE, 'by the plan itself, when it is applied twice: nothing is written again'),
      inTest(PLAN_FILE, 'is for the cluster that it was made of, even where another one is taken for the right one'),
    ],
  },
  {
    id: 'S5',
    stimulus: 'the rendered set has an own image without a digest, or an image of another registry than those allowed',
    expected: 'stopped, each listed with its place (exit 5, exit 10)',
    proofs: [here, inTest('e2e/mistakes.e2e.test.ts', 'an own image without a digest stops it with the place')],
  },
  {
    id: 'S6',
    stimulus: '--offline with nothing there yet',
    expected: 'fails, naming what is missing; no socket, also without any route',
    proofs: [here],
  },
  {
    id: 'S7',
    stimulus: 'CI without home, terminal, git or Docker; a user without a name; a read-only root',
    expected: 'works for what does not need them; each missing piece named once; else exit 11',
    proofs: [here],
  },
  {
    id: 'S8',
    stimulus: 'update check, telemetry, crash upload',
    expected: 'none: no socket in build, render and deploy of what needs none',
    proofs: [here],
  },
  {
    id: 'S9',
    stimulus: 'a dependency of ours has a known flaw',
    expected: 'a tiny, locked set of dependencies; no install scripts are run; the package is the same bytes anywhere',
    proofs: [here],
  },
];
