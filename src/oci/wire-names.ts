/**
 * The names that travel in a registry's paths.
 *
 *     /v2/ team/api /manifests/ v1.2
 *          repository          tag
 *
 * Pure. Source: OCI distribution-spec v1.1, "Pulling manifests" (the two regular expressions there).
 */

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Docker's clients allow 255 characters together with the host; a registry does not know what it is called. */
const LONGEST_NAME = 255;

/** Whether the text names a repository: path components in lower case, joined by slashes. */
export const isRepositoryName = (text: string): boolean =>
  text.length <= LONGEST_NAME && text.split('/').every((part) => COMPONENT.test(part));

/** Whether the text is a tag: 1 to 128 word characters, dots and dashes, the first one a word character. */
export const isTag = (text: string): boolean => TAG.test(text);
