/**
 * Names a hidden value, so that it is seen whether it changes and where the same one stands: equal values have equal names.
 *
 * By a key that each run makes for itself and keeps nowhere: without it nobody can try values until one has that name, and
 * two runs have nothing in common.
 */
import { createHmac, randomBytes } from 'node:crypto';

const key = randomBytes(32);
const DIGITS = 8;

export const secretDigest = (value: string): string =>
  createHmac('sha256', key).update(value).digest('hex').slice(0, DIGITS);
