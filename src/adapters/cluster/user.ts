/** Who asks, as the cluster knows them. Source: Kubernetes API, SelfSubjectReview (1.28 and newer). */
import type { Connection } from './connection.ts';

const PATH = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const TEXT = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });

/** @returns Empty where the cluster does not say it. */
export async function askUser(connection: Connection, signal: AbortSignal): Promise<string> {
  const body = { text: TEXT, type: 'application/json' };
  const answer = await connection.ask({ method: 'POST', path: PATH, body }, signal);
  if (answer.status !== 200 && answer.status !== 201) return '';
  const { status } = JSON.parse(answer.text) as {
    readonly status?: { readonly userInfo?: { readonly username?: string } };
  };
  return status?.userInfo?.username ?? '';
}
