/**
 * Tags: the part of a reference after its last colon, `v1.2` of `ghcr.io/team/api:v1.2`.
 * Source: OCI distribution-spec v1.1, "Pulling manifests" (tag grammar). Pure.
 */

const TAG = /^\w[\w.-]{0,127}$/;
const MOST = 128;

export const isTag = (text: string): boolean => TAG.test(text);

/** What is wrong with a tag, naming the first bad character; undefined where nothing is. */
export function findTagFault(text: string): string | undefined {
  if (isTag(text)) return undefined;
  if (text === '') return 'is empty';
  const bad = /[^\w.-]/u.exec(text);
  if (bad !== null)
    return `has ${JSON.stringify(bad[0])} at character ${bad.index + 1}; a-z, A-Z, 0-9, ".", "_" and "-" are allowed`;
  if (text.length > MOST) return `has ${text.length} characters; ${MOST} are allowed`;
  return `begins with ${JSON.stringify(text[0])}; a letter, a digit or "_" is allowed there`;
}
