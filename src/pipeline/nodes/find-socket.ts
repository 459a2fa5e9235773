/** Where containerd of a node that is this machine listens. */
import type { ClusterNode } from '../../live/node.ts';
import type { PipelinePorts } from '../ports.ts';

/** containerd's own place, and those of k3s and MicroK8s. */
const USUAL = [
  '/run/containerd/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
];

/** What CONTAINERD_ADDRESS says, which ctr reads too; else what the node does; else a usual place. Undefined: ctr's own. */
export async function findSocket(
  nodes: readonly ClusterNode[],
  { env, system: { files } }: Pick<PipelinePorts, 'env' | 'system'>,
): Promise<string | undefined> {
  const { CONTAINERD_ADDRESS: named = '' } = env;
  if (named !== '') return named;
  const told = nodes.flatMap(({ socket }) => socket ?? []);
  for (const path of [...told, ...USUAL]) if ((await files.stat(path)) !== undefined) return path;
  return undefined;
}
