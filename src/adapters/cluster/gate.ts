/**
 * Lets requests through once the cluster was looked at by whoever knows which one is meant, and a socket write only
 * where the same cluster is behind it.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeTarget, isSameTarget, type TargetIdentity } from '../../live/target.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import type { Answer } from './answer.ts';
import type { Gate } from './connection.ts';
import { identityOf } from './identity.ts';

type Check = (found: TargetIdentity, signal: AbortSignal) => Promise<void>;
type Read = (signal: AbortSignal) => Promise<{ readonly answer: Answer; readonly authority: string }>;

export function createGate({ context, server }: ClusterTarget, check: Check, read: Read): Gate {
  let known: TargetIdentity | undefined;
  let passed: Promise<TargetIdentity> | undefined;
  const look = async (signal: AbortSignal): Promise<TargetIdentity> => {
    const { answer, authority } = await read(signal);
    const found = identityOf(answer, authority, server);
    await check(found, signal);
    known = found;
    return found;
  };
  return {
    pass(signal) {
      passed ??= look(signal);
      return passed;
    },
    confirm(answer, authority) {
      const found = identityOf(answer, authority, server);
      if (known !== undefined && isSameTarget(known, found)) return;
      throw new OrchestratorError({
        code: 'TARGET_REFUSED',
        message:
          `context "${context}": a new connection to ${server} leads to another cluster: ` +
          `expected ${known === undefined ? 'one that was looked at' : describeTarget(known)}; found ${describeTarget(found)}`,
      });
    },
  };
}
