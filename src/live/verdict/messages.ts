/**
 * Texts of the cluster as they may stand in a reason: one line, at most 300 characters, without what URLs may hide.
 *
 *     Get "https://bob:pass@reg/v2/?token=x": EOF  ─►  Get "https://reg/v2/?…": EOF
 *
 * Pure. Escaping for terminals is the views' work.
 */

const LONGEST = 300;
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/"'@]{1,300}@/gi;
const QUERY = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'?]{1,300}\?)[^\s"']+/gi;
/** What a container starts with may hold the value of a variable: `command: ["$(TOKEN)"]`. */
const PROGRAM = /\bexec: "(?:[^"\\]|\\.){0,300}"/g;

export function quoted(message: string): string {
  const line = message
    .slice(0, 4 * LONGEST)
    .replace(/\s+/g, ' ')
    .trim();
  return shortened(line.replace(CREDENTIALS, '$1').replace(QUERY, '$1…').replace(PROGRAM, 'exec').replace(/\.+$/, ''));
}

/** Cuts no character in two. */
export const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** `head: message`, or only the head where there is no message. */
export function withMessage(head: string, message: string | undefined): string {
  const text = quoted(message ?? '');
  return text === '' ? head : `${head}: ${text}`;
}

/** `1 of 3 pods`. */
export const countOf = (some: number, all: number, noun: string): string =>
  `${some} of ${all} ${noun}${all === 1 ? '' : 's'}`;
