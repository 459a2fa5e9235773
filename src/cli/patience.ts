/** How long others are waited for: objects that are going, and a run that is changing the same set. */
import type { GonePatience } from '../pipeline/cluster/await-gone.ts';
import type { SetRequest } from '../pipeline/cluster/inventory.ts';
import type { Deletion } from '../pipeline/cluster/kubectl-flags.ts';
import { callerOf } from './caller.ts';
import type { FlagValues } from './flags.ts';
import { durationOf } from './usage.ts';

/** Undefined: nothing is waited for. */
export function goneOf(flags: FlagValues, deletion?: Deletion): GonePatience | undefined {
  if ((flags['wait-for-deletions'] ?? deletion?.wait) === false) return undefined;
  const { 'wait-for-deletions-max': max, 'wait-for-deletions-delay': delay } = flags;
  return {
    maxMs: max === undefined ? (deletion?.timeoutMs ?? GONE_MS) : durationOf('wait-for-deletions-max', max),
    delayMs: delay === undefined ? GONE_DELAY_MS : durationOf('wait-for-deletions-delay', delay),
  };
}

const GONE_MS = 60_000;
const GONE_DELAY_MS = 2000;

/** Who asks for the lease of a set, and how long others are waited for. */
export const leaseRequestOf = (
  { 'lease-timeout': text }: FlagValues,
  env: Readonly<Record<string, string>>,
): Pick<SetRequest, 'caller' | 'leaseWaitMs'> => ({
  caller: callerOf(env),
  leaseWaitMs: text === undefined ? 0 : durationOf('lease-timeout', text),
});
