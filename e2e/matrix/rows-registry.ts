/** Rows R: registries. */
import { here, inTest, later, type Row } from './row.ts';

const CLIENT = 'src/adapters/registry';
const UPLOADS = `${CLIENT}/uploads.test.ts`;
const BAD = `${CLIENT}/bad-answers.test.ts`;

export const registry: readonly Row[] = [
  {
    id: 'R1',
    stimulus: 'connection reset at byte N of a chunk',
    expected: 'goes on from the offset that the registry reports; at most one chunk sent again per reset',
    proofs: [here, inTest('e2e/registry-client.e2e.test.ts', 'an upload survives a reset at every 64 KiB of a chunk')],
    open: 'docker-registry gives an upload up when a later piece breaks off; each piece has its own connection there, and the layer is sent anew, three times at most',
  },
  {
    id: 'R2',
    stimulus: 'the answer to the commit is lost, and the blob landed',
    expected: 'HEAD by digest finds it; success',
    proofs: [here, inTest(UPLOADS, 'is found even when every answer is lost')],
  },
  {
    id: 'R3',
    stimulus: 'the commit fails and the session is gone',
    expected: 'a new session, sent again; bounded attempts',
    proofs: [here, inTest(UPLOADS, 'begins anew when the registry has lost it, three times at most')],
  },
  {
    id: 'R4',
    stimulus: '429 with Retry-After in seconds, as a date, 0, negative, one year, garbage',
    expected: 'waits as told up to the cap, then exit 4; shared by all uploads to that host',
    proofs: [here, inTest(`${CLIENT}/patience.test.ts`, 'counts for everything that is asked of that registry')],
  },
  {
    id: 'R5',
    stimulus: 'bursts of 500, 502, 503, 504',
    expected: 'success; attempts are told; pauses are random',
    proofs: [here, inTest(`${CLIENT}/patience.test.ts`, 'the pauses grow, and are random')],
  },
  {
    id: 'R6',
    stimulus: '200 with the page of a captive portal',
    expected: 'exit 4, says that this is no registry',
    proofs: [here, inTest(BAD, 'an HTML page is no registry')],
  },
  {
    id: 'R7',
    stimulus: 'truncated body; endless body',
    expected: 'exit 8 after bounded attempts; nothing of it is used',
    proofs: [here, inTest(BAD, 'without end: DIGEST_MISMATCH after as many bytes as it should have')],
  },
  {
    id: 'R8',
    stimulus: 'the digest header differs from the content',
    expected: 'exit 8; content not used',
    proofs: [here],
  },
  {
    id: 'R9',
    stimulus: 'the tag moves between resolve and pull',
    expected: 'all is pulled by the digest that was resolved first',
    proofs: [here, inTest('src/builders/layers-base.test.ts', 'named by digest is asked for once')],
  },
  {
    id: 'R10',
    stimulus: 'the pushed tag exists with another digest under an immutable policy',
    expected: 'exit 4 with both digests; no artifacts file',
    proofs: [here, inTest(BAD, 'a tag that may not move is told with both digests')],
  },
  {
    id: 'R11',
    stimulus: 'the token runs out in the middle; 401 without end',
    expected: 'asked for once more; the loop is found; exit 4 with the scope',
    proofs: [
      here,
      inTest(UPLOADS, 'logs in again when its token ran out in between'),
      inTest(`${CLIENT}/login.test.ts`, 'a registry that refuses every token is a loop, and the scope is named'),
    ],
  },
  {
    id: 'R12',
    stimulus: 'a realm on another host, plain HTTP, a private or link-local address',
    expected: 'refused before a credential is read; exit 10 with registry and realm',
    proofs: [
      here,
      inTest(`${CLIENT}/realm-attacks.test.ts`, 'a registry that names a token service which is not its own'),
    ],
  },
  {
    id: 'R13',
    stimulus: 'the token service redirects',
    expected: 'not followed; exit 10',
    proofs: [here, inTest(`${CLIENT}/realm-attacks.test.ts`, 'a token service that redirects is not followed')],
  },
  {
    id: 'R14',
    stimulus: 'a blob is on another host, which answers 401',
    expected: 'no login is sent there; exit 4',
    proofs: [here, inTest(`${CLIENT}/redirects.test.ts`, 'a store that wants a login of its own ends it')],
  },
  {
    id: 'R15',
    stimulus: 'the upload is to go to another host',
    expected: 'refused, exit 10; no login is sent there',
    proofs: [here, inTest(`${CLIENT}/redirects.test.ts`, 'goes there without the login where the config allows it')],
  },
  {
    id: 'R16',
    stimulus: 'a child of an index claims another platform than its config',
    expected: 'exit 8',
    proofs: [
      here,
      inTest('src/oci/select-image.test.ts', 'refuses an index that claims arm64 for an image that says amd64'),
    ],
  },
  {
    id: 'R17',
    stimulus: 'unknown media types, no layers, empty blob, nested index, depth bomb',
    expected: 'shapes of the specification are taken; bombs are refused by limits',
    proofs: [
      inTest('src/oci/select-image.test.ts', 'refuses a depth bomb'),
      inTest(`${CLIENT}/client.test.ts`, 'an empty blob is a blob'),
      inTest('e2e/embedded-registry.e2e.test.ts', 'passes everything that the suite knows, with nothing switched off'),
    ],
  },
  {
    id: 'R18',
    stimulus: 'a registry without chunked upload, referrers or HEAD',
    expected: 'the other way works, and is remembered for the run',
    proofs: [here, inTest(UPLOADS, 'becomes one request where PATCH is answered with %i, from then on')],
  },
  {
    id: 'R19',
    stimulus: 'a mount is refused (202)',
    expected: 'goes on as an upload without a second POST',
    proofs: [here, inTest(UPLOADS, 'a registry that does not mount gives an upload, and that one is used')],
  },
  {
    id: 'R20',
    stimulus: 'a credential helper hangs, prints junk, or lies in the project',
    expected: 'a deadline; junk is not repeated; refused in the project; exit 4 or 10',
    proofs: [here, inTest(`${CLIENT}/credential-helper.test.ts`, 'that hang are ended')],
  },
  later(
    'R21',
    'an attestation is rejected',
    'the image stays pushed; a warning of its own',
    'attestations are not written yet',
  ),
  {
    id: 'R22',
    stimulus: 'the third of several registries fails',
    expected: 'an exact report of who has what; the next run does the missing one only',
    proofs: [inTest('e2e/publish.e2e.test.ts', 'of which the third fails: no tag moves')],
  },
];
