/**
 * The first few of many names, and how many are left out. Pure.
 *
 *     a, b, c and 12 more
 */
const NAMED = 10;

export function nameSome(
  names: readonly string[],
  { most = NAMED, separator = ', ' }: { readonly most?: number; readonly separator?: string } = {},
): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(separator)}${more}`;
}
