/**
 * What a test is told about a service: where it is, or why there is none.
 */

/** A service that could not be started; `missing` is one sentence for a person. */
export interface Missing {
  readonly missing: string;
  /** True: its program is there and failed. A test that needs it then fails everywhere, not only in CI. */
  readonly broken?: boolean;
}

export type Service<Facts extends object> = Facts | Missing;

/** A started service: `facts` is plain JSON, `stop` leaves no process, mount or folder behind. */
export interface Running<Facts extends object> {
  readonly facts: Facts;
  stop(): Promise<void>;
}

/** Thrown by a service's start where a program, or a right, is not there. */
export class MissingError extends Error {}

export function isMissing(service: object): service is Missing {
  return 'missing' in service;
}

/**
 * Path of a program that a service cannot do without.
 *
 * @param path What was found.
 * @throws MissingError that says what installs it.
 */
export function needProgram(name: string, path: string | undefined, installer: string): string {
  if (path === undefined) throw new MissingError(`${name} is not installed; run e2e/services/${installer}`);
  return path;
}

/** @throws MissingError for anyone but root. */
export function needRoot(name: string): void {
  if (process.getuid?.() !== 0) throw new MissingError(`${name} needs root`);
}
