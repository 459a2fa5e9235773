/** Tests on a cluster that the user gives: never where others work, and never by what the environment happens to name. */
import { expect, onTestFinished, test } from 'vitest';
import { foreignNamespaces, ownFacts, useGivenCluster, withSkips } from '../services/cluster/given.ts';
import { openRun } from '../services/run.ts';
import { openRoom, requireCluster } from './room.ts';

const open = async () => {
  const { run, close } = await openRun('given');
  onTestFinished(close);
  return run;
};

test('a namespace of others is found among those that clusters and tests make', () => {
  const made = ['default', 'kube-system', 'kube-node-lease', 'local-path-storage', 't-12-3', 't-12-3-made'];
  expect(foreignNamespaces(made)).toEqual([]);
  const others = ['shop', 'kube', 'defaults', 't-12', 'team-1-2', 'x-local-path-storage'];
  expect(foreignNamespaces([...made, ...others])).toEqual(others);
});

test('a cluster on which others work is refused, with their namespaces', async (context) => {
  const room = await openRoom(context);
  const foreign = `somebodys-${room.namespace}`;
  await room.kubectl('create', 'namespace', foreign);
  onTestFinished(async () => void (await room.kubectl('delete', 'namespace', foreign, '--wait=false')));
  const { kubeconfig, registry } = room.cluster;
  const used = useGivenCluster(await open(), kubeconfig, registry.host);
  await expect(used).rejects.toThrow(new RegExp(`namespaces of others.*${foreign}`));
});

test('without a registry there are no images, which is told', async (context) => {
  const { kubeconfig } = requireCluster(context);
  await expect(useGivenCluster(await open(), kubeconfig, undefined)).rejects.toThrow('ORCHESTRATOR_E2E_REGISTRY');
});

test('what only a cluster of our own tells skips the test that asks for it', async (context) => {
  const all = requireCluster(context);
  const given = Object.fromEntries(Object.entries(all).filter(([name]) => !ownFacts.some((own) => own === name)));
  const skip = (reason: string): never => {
    throw new Error(`skipped: ${reason}`);
  };
  const cluster = withSkips(given as unknown as typeof all, skip);
  expect(cluster.kubeconfig).toBe(all.kubeconfig);
  for (const name of ownFacts) expect(() => cluster[name]).toThrow('skipped: the given cluster does not tell its');
  expect(withSkips(all, skip)).toBe(all);
});
