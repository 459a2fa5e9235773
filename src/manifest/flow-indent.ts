/**
 * Flow collections and quoted scalars whose lines are indented less than the YAML specification asks:
 *
 *     args: [
 *       "--port", "80"
 *     ]                     kubectl reads it (libyaml does not look at indentation there), js-yaml does not
 *
 * The line break before such a line becomes spaces, for the parser's eyes only: offsets stay, and texts are still read
 * from what was written. Pure. Source: libyaml's scanner, tried against kubectl 1.32.
 */

/** Parsing starts over after each line: how many may be joined in a text, so that the work stays bounded. */
export const maxJoinedLines = (text: string): number => Math.min(200, 4_000_000 / text.length);

/**
 * The text with the line at `at`, an offset of its first character, joined to the line before.
 *
 * @returns Undefined where that cannot be done for sure: a comment beside quotes may be no comment.
 */
export function joinLine(text: string, at: number): string | undefined {
  let from = lineStart(text, at);
  if (text.slice(from, at).trim() !== '') return undefined;
  while (from > 0) {
    const end = from;
    from = lineStart(text, text[end - 2] === '\r' ? end - 2 : end - 1);
    const line = text.slice(from, end);
    const comment = /(?:^|[ \t])#/.exec(line);
    if (comment !== null && /["']/.test(line)) return undefined;
    const content = (comment === null ? line : line.slice(0, comment.index)).trimEnd();
    if (content === '' && from > 0) continue;
    const kept = from + content.length;
    return text.slice(0, kept) + ' '.repeat(at - kept) + text.slice(at);
  }
  return undefined;
}

const lineStart = (text: string, at: number) =>
  at <= 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
