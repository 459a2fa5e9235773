/** A run on ConfigMaps that is killed at one of its writes. */
import { expect } from 'vitest';
import { shortenLease } from './kill-after.ts';
import { openProxy } from './proxy.ts';
import type { Room } from './room.ts';

/** Kills the run with its nth write to what is in the set `web`; the next one has not to wait long for its lease. */
export async function killAt(room: Room, nth: number, command: string, ...words: readonly string[]): Promise<void> {
  const { kubeconfig, proxy } = await openProxy(room);
  const started = room.start(command, '--set-name=web', `--kubeconfig=${kubeconfig}`, '--status-check=false', ...words);
  const kill = () => {
    started.kill('SIGKILL');
    return { status: 503 };
  };
  const isMember = ({ method, path }: { readonly method: string; readonly path: string }) =>
    method !== 'GET' && /\/configmaps\/(?!web\b)/.test(path) && !path.includes('dryRun');
  proxy.add({ when: { if: isMember, nth }, do: { kind: 'answer', with: kill } });
  expect((await started.finished).exitCode).toBe(128);
  await shortenLease(room, 'web');
}
