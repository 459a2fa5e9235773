/**
 * Which addresses a socket may go to: asked after DNS and before the connection, so that no name can be
 * one address when it is judged and another when it is connected.
 */
import { isIP, type LookupFunction } from 'node:net';
import type { OrchestratorError } from '../../errors/problem.ts';

export interface Guard {
  /** Guards with the same key let the same addresses through. */
  readonly key: string;
  /** The error for an address that may not be connected. */
  refuse(address: string): OrchestratorError | undefined;
}

export const isAddress = (host: string): boolean => isIP(host) !== 0;

/** A lookup that fails with the guard's error as soon as one of the name's addresses is refused. */
export const guardedLookup =
  (guard: Guard, lookup: LookupFunction): LookupFunction =>
  (hostname, options, done) => {
    if (isAddress(hostname)) {
      const refused = guard.refuse(hostname);
      if (refused !== undefined) return done(refused, []);
    }
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const refused = addresses.map(({ address }) => guard.refuse(address)).find((one) => one !== undefined);
      const [first] = addresses;
      if (refused !== undefined) return done(refused, []);
      if (first === undefined) return done(new Error('no address'), []);
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
