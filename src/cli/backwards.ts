/** What a run goes through folders backwards by; the second run of `--verify-reproducible` does. */
const LISTING = 'ORCHESTRATOR_LISTING';

export const BACKWARDS: Readonly<Record<string, string>> = { [LISTING]: 'backwards' };

export const isBackwards = (env: Readonly<Record<string, string>>): boolean => env[LISTING] === BACKWARDS[LISTING];
