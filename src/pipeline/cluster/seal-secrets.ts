/**
 * Tells whether the Secrets of some manifests are those that a plan was made of, without keeping a value of them.
 *
 * One seal over all of them, by a function that is slow on purpose: who finds the file and guesses has to guess all of them
 * at once, at a tenth of a second a guess. Pure.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Wanted } from './wanted.ts';

export interface Seal {
  /** Base64, both. */
  readonly salt: string;
  readonly seal: string;
}

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };
const BYTES = 32;

/** @param secrets In the order of the plan. @returns Null where there are none. */
export function sealSecrets(secrets: readonly Pick<Wanted, 'json'>[], salt = randomBytes(16)): Seal | null {
  if (secrets.length === 0) return null;
  const text = JSON.stringify(secrets.map(({ json }) => json));
  return { salt: salt.toString('base64'), seal: scryptSync(text, salt, BYTES, COST).toString('base64') };
}

export function isSealed(secrets: readonly Pick<Wanted, 'json'>[], { salt, seal }: Seal): boolean {
  const now = sealSecrets(secrets, Buffer.from(salt, 'base64'));
  const [a, b] = [Buffer.from(now?.seal ?? '', 'base64'), Buffer.from(seal, 'base64')];
  return a.length === b.length && timingSafeEqual(a, b);
}
