/**
 * kill -9 between what a write has done and its answer: the API server has it, and the run never hears so.
 *
 *     run ──write──► proxy ──► API server: done ──answer──► proxy: kill -9 ┄┄ run
 */
import type { Seen } from '../faults/requests.ts';
import { type ClusterProxy, openProxy } from './proxy.ts';
import type { Room } from './room.ts';

/** `PATCH configmaps/a`; what differs between two rooms is not in it. */
type WriteName = string;

const isWrite = ({ method, path }: Pick<Seen, 'method' | 'path'>): boolean =>
  // Asking who one is takes a POST.
  method !== 'GET' && !/dryRun=All|selfsubjectreviews/.test(path);

const nameOf = ({ method, path }: Pick<Seen, 'method' | 'path'>): WriteName =>
  `${method} ${path.replace(/\?.*/, '').replace(/^.*\/namespaces\/[^/]+\//, '')}`.replace(
    /-revision-[0-9a-f]{6}-/,
    '-revision-',
  );

const isLease = (name: WriteName): boolean => / leases\b/.test(name);

/** What a run that nobody kills writes, in its order. How often it renews its lease is the machine's, and left out. */
export function writesOf({ proxy }: ClusterProxy): readonly WriteName[] {
  const names = proxy.requests.filter(isWrite).map(nameOf);
  const [first, last] = [names.findIndex(isLease), names.findLastIndex(isLease)];
  return names.filter((name, index) => !isLease(name) || index === first || index === last);
}

/**
 * Runs it until the API server has the write of that index, and kills it there.
 *
 * @param writes As {@link writesOf} has them; those of one wave may come in any order.
 */
export async function killAfter(
  room: Room,
  writes: readonly WriteName[],
  index: number,
  [command = '', ...words]: readonly string[],
): Promise<void> {
  const { kubeconfig, proxy } = await openProxy(room);
  const wanted = writes[index];
  const before = writes.slice(0, index);
  const seen: WriteName[] = [];
  const countIn = (list: readonly WriteName[], name: WriteName): number => list.filter((one) => one === name).length;
  const isIt = (request: Seen): boolean => {
    if (!isWrite(request)) return false;
    const name = nameOf(request);
    const isDue = isLease(name)
      ? before.every((one) => countIn(seen, one) >= countIn(before, one))
      : countIn(seen, name) === countIn(before, name);
    seen.push(name);
    return name === wanted && isDue;
  };
  const run = room.start(command, `--kubeconfig=${kubeconfig}`, ...words);
  const call = async (): Promise<void> => {
    run.kill('SIGKILL');
    await run.finished;
  };
  proxy.add({ when: { if: isIt, nth: 1 }, do: { kind: 'forward then', call } });
  const { exitCode, stderr } = await run.finished;
  if (exitCode !== 128) throw new Error(`ended with ${exitCode} before ${wanted}:\n${stderr}`);
}

/** Lets the next run in at once: as if the holder had said that it needs so little, and has not renewed for so long. */
export async function shortenLease({ kubectl }: Room, set: string): Promise<void> {
  const patch = ['--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'];
  await kubectl('patch', 'lease', `orchestrator.${set}`, ...patch).catch((error: unknown) => {
    // Killed once the lease was deleted.
    if (!(error instanceof Error && error.message.includes('(NotFound)'))) throw error;
  });
}
