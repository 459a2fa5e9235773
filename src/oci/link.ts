/**
 * The `Link` header, by which a registry points to the next page of a list.
 *
 *     </v2/team/api/tags/list?n=100&last=v9>; rel="next"
 *      target                                parameters
 *
 * Pure. Source: RFC 8288, 3 (links in HTTP headers); OCI distribution-spec v1.1, "Listing Tags".
 * Left out: `anchor`, `rev` and the extended forms `title*`; nobody sends them here.
 */

const TARGET = /[\s,]*<([^<>]*)>/y;
const PARAMETER = /\s*;\s*([\w!#$&+.^`|~*-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?/y;
const END = /\s*(?:,|$)/y;

/** The target of the first link whose relations hold `next`; undefined where there is none, or the header is no link. */
export function findNextLink(header: string): string | undefined {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (let link = take(TARGET); link !== null; link = take(TARGET)) {
    let relations: readonly string[] = [];
    for (let found = take(PARAMETER); found !== null; found = take(PARAMETER)) {
      const value = found[2] ?? found[3] ?? '';
      if (found[1]?.toLowerCase() === 'rel') relations = value.toLowerCase().split(/\s+/);
    }
    if (take(END) === null) return undefined;
    if (relations.includes('next')) return link[1];
  }
  return undefined;
}

/** Writes the header of a page that has a next one; {@link findNextLink} reads it back. */
export const formatNextLink = (target: string): string => `<${target}>; rel="next"`;
