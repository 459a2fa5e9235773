/** The bench as the only test of a cluster. BENCH_ONLY names a workload. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { requireCluster } from '../e2e/cluster/room.ts';

test('npm run bench -- cluster', async (context) => {
  const cluster = requireCluster(context);
  const { exitCode } = await execa(
    process.execPath,
    [join(import.meta.dirname, 'run.mjs'), process.env['BENCH_ONLY'] ?? 'cluster'],
    {
      env: { ORCHESTRATOR_BENCH_KUBECONFIG: cluster.kubeconfig, ORCHESTRATOR_BENCH_KUBECTL: cluster.kubectl },
      stdio: ['ignore', 2, 2],
      reject: false,
    },
  );
  expect(exitCode).toBe(0);
});
