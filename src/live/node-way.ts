/**
 * How an image gets into the nodes of a cluster: which program puts it there, and which cluster that program calls so.
 *
 *     a node of kind://docker/NAME/…      kind          what nodes say comes first: a context is only a name
 *     a node of k3s://k3d-NAME-server-0   k3d
 *     a node labelled minikube.k8s.io/name=NAME   minikube
 *     context kind-NAME, NAME@kind, k3d-NAME, minikube   the same, as Skaffold knows them
 *     each node runs on this machine's kernel            containerd, by ctr
 *
 * Pure. Source: Skaffold v2, pkg/skaffold/cluster and config/util.go; the providers of kind and k3s.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import type { ClusterNode } from './node.ts';

export type NodeWay =
  | { readonly tool: 'kind' | 'k3d' | 'minikube'; readonly cluster: string }
  /** The nodes are this machine. */
  | { readonly tool: 'ctr' };

/** @param bootId Of this machine's kernel; undefined where it has none. @returns LOAD_FAILED where no way is known. */
export function chooseNodeWay(
  context: string,
  nodes: readonly ClusterNode[],
  bootId: string | undefined,
): Result<NodeWay> {
  // Another runtime knows no image by a digest that no registry gave it.
  const other = nodes.find(({ runtime }) => !runtime.startsWith('containerd://'));
  if (other !== undefined) return err(wrongRuntime(other));
  const way = first(nodes, wayOfNode) ?? wayOfContext(context);
  if (way !== undefined) return ok(way);
  const far = nodes.filter((node) => node.bootId === '' || node.bootId !== bootId);
  return nodes.length > 0 && far.length === 0 ? ok({ tool: 'ctr' }) : err(unreachable(context, far));
}

function wayOfNode({ providerId, labels }: ClusterNode): NodeWay | undefined {
  const [, kind] = /^kind:\/\/[^/]*\/([^/]+)\//.exec(providerId) ?? [];
  if (kind !== undefined) return { tool: 'kind', cluster: kind };
  const [, k3d] = /^k3s:\/\/k3d-(.+)-(?:server|agent)-\d+$/.exec(providerId) ?? [];
  if (k3d !== undefined) return { tool: 'k3d', cluster: k3d };
  const minikube = labels['minikube.k8s.io/name'];
  return minikube === undefined ? undefined : { tool: 'minikube', cluster: minikube };
}

function wayOfContext(context: string): NodeWay | undefined {
  const [, kind = /^(.+)@kind$/.exec(context)?.[1]] = /^kind-(.+)$/.exec(context) ?? [];
  if (kind !== undefined) return { tool: 'kind', cluster: kind };
  const [, k3d] = /^k3d-(.+)$/.exec(context) ?? [];
  if (k3d !== undefined) return { tool: 'k3d', cluster: k3d };
  return context === 'minikube' ? { tool: 'minikube', cluster: 'minikube' } : undefined;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const wrongRuntime = ({ name, runtime }: ClusterNode): Problem => ({
  code: 'LOAD_FAILED',
  message: `node ${name} runs ${runtime === '' ? 'a runtime that it does not name' : runtime}, and images are loaded into containerd only`,
  hint: 'Push the images instead: other runtimes find an image by its digest only where a registry gave it.',
});

const unreachable = (context: string, far: readonly ClusterNode[]): Problem => ({
  code: 'LOAD_FAILED',
  message:
    far.length === 0
      ? `the cluster of context ${context} has no node`
      : `no way is known into ${far.map(({ name }) => `node ${name}`).join(', ')} of context ${context}`,
  hint: 'Push the images instead; --load reaches the nodes of kind, k3d and minikube, and a node that is this machine.',
});
