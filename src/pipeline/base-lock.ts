/**
 * The digests that tags of base images stand for: out of `orchestrator.lock`, else asked once and written there.
 *
 *     node:22 ─► the lock ─► sha256:…                        no socket
 *            └► not there, too old, --refresh ─► registry ─► sha256:…, written down, and told where it moved
 *
 * An entry that is too old by the config and cannot be looked up is used with a warning; one that is not there is an
 * error with its name.
 */
import { join } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { type Digest, shortDigest } from '../image/digest.ts';
import { canonicalName, formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { formatLock, LOCK_NAME, type Lock, type LockedImage, parseLock } from './lock-file.ts';
import type { PipelinePorts } from './ports.ts';

export interface BaseLock {
  /**
   * What the name means in this project; undefined for a name with a digest, which says it itself.
   *
   * @throws OrchestratorError IMAGE_REFERENCE_INVALID, CONFIG_INVALID, NETWORK_REFUSED, REGISTRY_*.
   */
  digestOf(name: string): Promise<Digest | undefined>;
}

export interface LockRequest {
  /** Absolute. */
  readonly configDir: string;
  /** `--refresh`: every tag is looked up again. */
  readonly refresh: boolean;
  /** Only what the lock says: nothing is looked up or written. */
  readonly readOnly?: boolean | undefined;
  /** `lock.refresh`, e.g. `7d`. */
  readonly maxAge: string | undefined;
}

type Ports = Pick<PipelinePorts, 'registry' | 'system' | 'emit' | 'signal'>;

/** Reads and writes nothing before it is asked. */
export function createBaseLock(request: LockRequest, ports: Ports): BaseLock {
  const asked = new Map<string, Promise<Digest | undefined>>();
  let lock: Promise<Lock> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const settle = async (key: string, reference: ImageReference): Promise<Digest | undefined> => {
    lock ??= readLock(request, ports);
    const locked = (await lock).get(key);
    if (request.readOnly === true) return locked?.digest;
    if (locked !== undefined && !request.refresh && !isTooOld(locked, request, ports)) return locked.digest;
    const found = await lookUp(reference, locked, ports);
    if (found === undefined) return locked?.digest ?? Promise.reject(notThere(reference));
    tellMove(key, locked, found, ports);
    // One after the other, and each on what the file says then: artifacts are built together.
    writing = writing.then(() => writeEntry(key, found, request, ports));
    await writing;
    return found;
  };

  return {
    async digestOf(name) {
      const reference = unwrap(parseReference(name));
      if (reference.digest !== undefined) return undefined;
      const key = `${canonicalName(reference)}:${reference.tag ?? 'latest'}`;
      const answer = asked.get(key) ?? settle(key, reference);
      asked.set(key, answer);
      return answer;
    },
  };
}

async function readLock({ configDir }: LockRequest, { system, signal }: Ports): Promise<Lock> {
  const file = join(configDir, LOCK_NAME);
  if ((await system.files.stat(file)) === undefined) return new Map();
  return unwrap(parseLock(await system.files.readText(file, signal), LOCK_NAME));
}

async function writeEntry(key: string, digest: Digest, request: LockRequest, ports: Ports): Promise<void> {
  const { system, signal } = ports;
  const resolved = system.clock.now().toISOString();
  const lock = new Map(await readLock(request, ports)).set(key, { digest, resolved });
  await system.files.writeAtomic(join(request.configDir, LOCK_NAME), formatLock(lock), { signal });
}

/** Undefined where a digest that is known has to do. */
async function lookUp(
  reference: ImageReference,
  locked: LockedImage | undefined,
  { registry, emit, signal }: Ports,
): Promise<Digest | undefined> {
  const name = formatReference(reference);
  try {
    // A bare HEAD is an unproven word; what goes into a file that is committed is checked against its bytes.
    const { descriptor } = await registry.pullManifest(reference, signal);
    return descriptor.digest;
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    if (locked === undefined) throw problem.code === 'NETWORK_REFUSED' ? notLocked(name) : error;
    const message = `${name} stays at ${shortDigest(locked.digest)} of ${LOCK_NAME}: ${problem.message}`;
    emit({ type: 'notice', level: 'warning', message, problem });
    return undefined;
  }
}

function tellMove(key: string, locked: LockedImage | undefined, found: Digest, { emit }: Ports): void {
  if (locked?.digest === found) return;
  const from = locked === undefined ? '' : ` moved from ${shortDigest(locked.digest)} and`;
  emit({ type: 'notice', level: 'info', message: `${key}${from} is now ${shortDigest(found)} in ${LOCK_NAME}` });
}

const HOUR_MS = 3_600_000;

/** By the config. An entry from the future is one that a clock was wrong about. */
function isTooOld({ resolved }: LockedImage, { maxAge }: LockRequest, { system }: Ports): boolean {
  if (maxAge === undefined) return false;
  const maxMs = Number.parseInt(maxAge, 10) * (maxAge.endsWith('d') ? 24 : 1) * HOUR_MS;
  const ageMs = system.clock.now().getTime() - Date.parse(resolved);
  return ageMs < 0 || ageMs >= maxMs;
}

const notLocked = (name: string): OrchestratorError =>
  new OrchestratorError({
    code: 'NETWORK_REFUSED',
    message: `the base "${name}" is not in ${LOCK_NAME}, and this run is offline`,
    hint: `Build once with a network and commit ${LOCK_NAME}, or name the base by its digest.`,
  });

const notThere = (reference: ImageReference): OrchestratorError =>
  new OrchestratorError({
    code: 'REGISTRY_NOT_FOUND',
    message: `the base "${formatReference(reference)}" is not in its registry`,
  });
