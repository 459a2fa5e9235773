/**
 * Secrets that a search knows again, in whatever a run prints or leaves behind:
 *
 *     const search = createSearch({ password: canary('password') });
 *     search.found(stderr)   ─►  ['password'], where it holds that, as it is or as base64 writes it
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One for each place, so that a find says where it came from. */
export const canary = (place: string): string => `CANARY-${place}-7f3a91`;

export interface Search {
  /** The places of the secrets that a text holds. */
  found(text: string): readonly string[];
  /** The same of all files below a folder, names included; those whose path `given` fits do not count. */
  foundBelow(folder: string, given: RegExp): readonly string[];
}

/** @param secrets Place → text. */
export function createSearch(secrets: Readonly<Record<string, string>>): Search {
  // As themselves, and as base64 writes them at each of its three offsets.
  const spellings = Object.entries(secrets).flatMap(([place, text]) => {
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.from('x'.repeat(shift) + text)
        .toString('base64')
        .slice(4, -4),
    );
    return [text, ...encoded].map((spelling) => [place, spelling] as const);
  });
  const found = (text: string): readonly string[] =>
    spellings.filter(([, spelling]) => text.includes(spelling)).map(([place]) => place);
  return {
    found,
    foundBelow: (folder, given) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !given.test(name))
        .flatMap((name) => {
          const path = join(folder, name);
          const text = statSync(path).isFile() ? readFileSync(path, 'latin1') : '';
          return found(name + text).map((place) => `${place} in ${name}`);
        }),
  };
}
