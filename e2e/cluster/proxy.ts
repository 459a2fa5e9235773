/**
 * The scripted proxy in front of the API server, with a kubeconfig that leads to it.
 *
 *     program ──TLS──► scripted proxy ──HTTP──► kubectl proxy ──TLS, as an administrator──► API server
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Rule } from '../faults/rules.ts';
import { type ScriptedProxy, startScriptedProxy } from '../faults/scripted-proxy.ts';
import type { Room } from './room.ts';

export interface ClusterProxy {
  readonly kubeconfig: string;
  readonly proxy: ScriptedProxy;
  /** What has been asked so far. */
  counts(): { readonly reads: number; readonly dryRuns: number; readonly writes: number };
}

export async function openProxy({ cluster, cwd, atEnd }: Room, rules: readonly Rule[] = []): Promise<ClusterProxy> {
  const words = ['proxy', '--port=0', `--kubeconfig=${cluster.kubeconfig}`];
  const child = spawn(cluster.kubectl, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  atEnd(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const [, address] = /on (\S+)/.exec(String(line)) ?? [];
  const tls = {
    cert: await readFile(cluster.pki.server.cert, 'utf8'),
    key: await readFile(cluster.pki.server.key, 'utf8'),
  };
  const proxy = await startScriptedProxy({ upstream: `http://${address}`, rules, tls });
  atEnd(() => proxy.close());
  const kubeconfig = join(cwd, 'proxied.kubeconfig');
  const direct = await readFile(cluster.kubeconfig, 'utf8');
  await writeFile(kubeconfig, direct.replaceAll(cluster.server, proxy.url));
  return {
    kubeconfig,
    proxy,
    counts() {
      const sent = proxy.requests.filter(({ method }) => method !== 'GET');
      const dryRuns = sent.filter(({ path }) => path.includes('dryRun=All')).length;
      return { reads: proxy.requests.length - sent.length, dryRuns, writes: sent.length - dryRuns };
    },
  };
}
