/** Names of temp files that nobody else has: `4f1c09aa-…`, 32 hex digits in the shape of a UUID. */

/**
 * Not for secrets: who creates the file does so exclusively, so a name that was guessed is refused, not followed.
 * node:crypto, which a `render` would load for this alone, takes 3 ms.
 */
export function randomName(): string {
  const digits = Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32)).map((part) =>
    part.toString(16).padStart(8, '0'),
  );
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
