/** What the acceptance rows share: digests as if a registry had been asked, and one document pinned and put together. */
import type { Problem } from '../errors/problem.ts';
import { asDigest, type Digest, digestOf } from '../image/digest.ts';
import { isDocument, parseDocuments } from './documents.ts';
import { applyEdits } from './edit.ts';
import { imageTable } from './image-text.ts';
import { type Pinned, pinDocument } from './pin.ts';
import type { OwnImage, PinRules } from './rules.ts';

const digest = (name: string): Digest => digestOf(name);
const sha512 = asDigest(`sha512:${'5'.repeat(128)}`);
if (sha512 === undefined) throw new Error('a sha512 digest has 128 digits');

/** By the names that the rows use. */
export const D = {
  A1: digest('A1'),
  IX1: digest('IX1'),
  M2: digest('M2'),
  M3: digest('M3'),
  NX: digest('NX'),
  BX: digest('BX'),
  E1: digest('E1'),
  S5: sha512,
};

const lookedUp = {
  'reg.test/app/web:1.0': D.IX1,
  'reg.test/app/web:2.0': D.M2,
  'reg.test:5000/team/api:v1': D.M3,
  'nginx:1.25': D.NX,
  'busybox:latest': D.BX,
  'gcr.test/google-containers/echoserver:1.10': D.E1,
  'reg.test/s512:1': D.S5,
};

export interface Outcome {
  /** The whole text, edited. */
  readonly text: string;
  readonly pinned: readonly Pinned[];
  readonly warnings: readonly Problem[];
  readonly problems: readonly Problem[];
}

/** All documents of a text, pinned. */
export function pinText(text: string, rules: PinRules = {}, own: readonly OwnImage[] = []): Outcome {
  const documents = parseDocuments({ name: 'a.yaml', text });
  if (!documents.ok) throw new Error(documents.problems.map((one) => one.message).join('\n'));
  const table = imageTable(own, lookedUp);
  const pinned = documents.value.filter(isDocument).map((document) => pinDocument(document, rules, table));
  return {
    text: applyEdits(
      text,
      pinned.flatMap((one) => one.edits),
    ),
    pinned,
    warnings: pinned.flatMap((one) => one.warnings),
    problems: pinned.flatMap((one) => one.problems),
  };
}

export const podWith = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n    - name: c\n      image: ${image}\n`;

/** The first container's image of {@link podWith}, pinned; as written in the text. */
export function pinImage(image: string, rules: PinRules = {}, own: readonly OwnImage[] = []): string {
  const { text } = pinText(podWith(image), rules, own);
  return text.slice(text.indexOf('image: ') + 'image: '.length, -1);
}
