/** Which cluster answers at an address: the authority behind its certificate, and the UID of kube-system. */
import type { TargetIdentity } from '../../live/target.ts';
import type { Answer } from './answer.ts';
import { statusError } from './status.ts';

/** Forbidden, or a server that is no whole cluster: there is no UID to be had. */
const UNREADABLE = new Set([403, 404]);

/**
 * @param answer To IDENTITY_PATH.
 * @throws OrchestratorError CLUSTER_*.
 */
export function identityOf(answer: Answer, ca: string, server: string): TargetIdentity {
  if (UNREADABLE.has(answer.status)) return { ca, server };
  if (answer.status !== 200) throw statusError('ask which cluster it is', answer);
  const { metadata } = JSON.parse(answer.text) as { readonly metadata?: { readonly uid?: string } };
  return { ca, kubeSystem: metadata?.uid, server };
}
