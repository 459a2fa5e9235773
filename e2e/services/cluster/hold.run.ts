/**
 * Keeps a cluster while its tests are run over and over, until Ctrl-C or until the file is deleted.
 *
 *     ORCHESTRATOR_E2E_HOLD=/tmp/cluster.json npx vitest run --config vitest.hold.config.ts
 *     ORCHESTRATOR_E2E_CLUSTER=/tmp/cluster.json npx vitest run --config vitest.e2e.config.ts --project cluster
 */
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { inject, test } from 'vitest';
import { isMissing } from '../service.ts';

test('a cluster is there until its file is deleted', async () => {
  const file = process.env['ORCHESTRATOR_E2E_HOLD'];
  if (file === undefined) throw new Error('ORCHESTRATOR_E2E_HOLD=FILE says where to write what the tests need');
  const cluster = inject('cluster');
  if (isMissing(cluster)) throw new Error(cluster.missing);
  await writeFile(file, JSON.stringify(cluster, undefined, 2));
  const watcher = watch(file);
  while (existsSync(file)) await once(watcher, 'change');
  watcher.close();
});
