/**
 * The digests that tags of base images stand for: out of `orchestrator.lock`, else asked once and written there.
 *
 *     node:22 ─► the lock ─► sha256:…                                  no socket
 *            └► not there, too old, --refresh ─► registry ──► sha256:…, written down, and told where it moved
 *                                                   └► whoever builds, which may have a mirror or the image itself
 *
 * An entry that is too old by the config and cannot be looked up is used with a warning; one that is not there, or was
 * to be looked up by --refresh, is an error with its name.
 */
import { join } from 'node:path';
import type { FoundBase, NamedBase } from '../builders/builder.ts';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { shortDigest } from '../image/digest.ts';
import { canonicalName, formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { LOCK_NAME } from '../inputs/own-files.ts';
import { formatLock, type Lock, type LockedImage, parseLock } from './lock-file.ts';
import type { PipelinePorts } from './ports.ts';

export interface BaseLock {
  /**
   * What the name means in this project; undefined for a name with a digest, which says it itself.
   *
   * @param ask Whoever builds, for what the registry does not tell us; see `Builder.findBase`.
   * @throws OrchestratorError IMAGE_REFERENCE_INVALID, CONFIG_INVALID, NETWORK_REFUSED, REGISTRY_*.
   */
  digestOf(base: NamedBase, ask?: AskBuilder): Promise<FoundBase | undefined>;
}

type AskBuilder = (mayBeLocal: boolean) => Promise<FoundBase | undefined> | undefined;

export interface LockRequest {
  /** Absolute. */
  readonly configDir: string;
  /** `--refresh`: every tag is looked up again; false: none that is there; undefined: those that are too old. */
  readonly refresh: boolean | undefined;
  /** Only what the lock says: nothing is looked up or written. */
  readonly readOnly?: boolean | undefined;
  /** `lock.refresh`, e.g. `7d`. */
  readonly maxAge: string | undefined;
}

type Ports = Pick<PipelinePorts, 'registry' | 'system' | 'locks' | 'emit' | 'signal'>;

/** Reads and writes nothing before it is asked. */
export function createBaseLock(request: LockRequest, ports: Ports): BaseLock {
  const asked = new Map<string, Promise<FoundBase | undefined>>();
  let lock: Promise<Lock> | undefined;

  const settle = async (key: string, reference: ImageReference, base: NamedBase, ask: AskBuilder | undefined) => {
    lock ??= readLock(request, ports);
    const written = (await lock).get(key);
    // An image of an engine says nothing to a builder that has none.
    const locked = written?.in === 'engine' && ask === undefined ? undefined : written;
    if (request.readOnly === true) return locked;
    if (locked !== undefined && request.refresh !== true && !isTooOld(locked, request, ports)) return locked;
    const found = await lookUp(reference, base, locked, ask, request, ports);
    return found === undefined ? locked : writeEntry(key, found, locked, request, ports);
  };

  return {
    async digestOf(base, ask) {
      const reference = unwrap(parseReference(base.name));
      if (reference.digest !== undefined) return undefined;
      const key = `${canonicalName(reference)}:${reference.tag ?? 'latest'}`;
      const answer = asked.get(key) ?? settle(key, reference, base, ask);
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

/** One after the other, and each on what the file says then: artifacts are built together, and so are projects. */
async function writeEntry(
  key: string,
  found: FoundBase,
  locked: LockedImage | undefined,
  request: LockRequest,
  ports: Ports,
): Promise<FoundBase> {
  const { system, locks, signal } = ports;
  return locks.hold(`${LOCK_NAME} in ${request.configDir}`, signal, async () => {
    const lock = await readLock(request, ports);
    const now = lock.get(key);
    // Another run was first: what it built on is what the tag means.
    if (now !== undefined && locked === undefined && request.refresh !== true && now.in === found.in) return now;
    const entry = { ...found, resolved: system.clock.now().toISOString() };
    const text = formatLock(new Map(lock).set(key, entry));
    try {
      await system.files.writeAtomic(join(request.configDir, LOCK_NAME), text, { signal });
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'FILE_FAILED') throw error;
      const [problem] = error.problems;
      // A project that is read-only is built all the same, as it is without a state folder.
      const message = `${key} is not locked for the next run: ${problem.message}`;
      ports.emit({ type: 'notice', level: 'warning', message, problem });
      return found;
    }
    tellMove(key, locked, found, ports);
    return entry;
  });
}

/** Undefined where a digest that is known has to do. */
async function lookUp(
  reference: ImageReference,
  base: NamedBase,
  locked: LockedImage | undefined,
  ask: AskBuilder | undefined,
  { refresh }: LockRequest,
  { registry, emit, signal }: Ports,
): Promise<FoundBase | undefined> {
  try {
    // A bare HEAD is an unproven word; what goes into a file that is committed is checked against its bytes.
    const { descriptor } = await registry.pullManifest(reference, signal);
    return { digest: descriptor.digest };
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    const isOffline = problem.code === 'NETWORK_REFUSED';
    const found = isOffline ? undefined : await ask?.(locked === undefined || locked.in === 'engine');
    if (found !== undefined) return found;
    if (locked === undefined) throw withPlace(isOffline ? notLocked(reference) : problem, base);
    if (refresh === true) throw withPlace(notRefreshed(reference, locked, problem), base);
    const message = `${formatReference(reference)} stays at ${shortDigest(locked.digest)} of ${LOCK_NAME}: ${problem.message}`;
    emit({ type: 'notice', level: 'warning', message, problem });
    return undefined;
  }
}

function tellMove(key: string, locked: LockedImage | undefined, found: FoundBase, { emit }: Ports): void {
  if (locked?.digest === found.digest) return;
  const from = locked === undefined ? '' : ` moved from ${shortDigest(locked.digest)} and`;
  const where = found.in === 'engine' ? ', an image of the engine that no registry has,' : '';
  const message = `${key}${from} is now ${shortDigest(found.digest)}${where} in ${LOCK_NAME}`;
  emit({ type: 'notice', level: 'info', message });
}

const HOUR_MS = 3_600_000;

/** By the config. An entry from the future is one that a clock was wrong about. */
function isTooOld({ resolved }: LockedImage, { maxAge, refresh }: LockRequest, { system }: Ports): boolean {
  if (maxAge === undefined || refresh === false) return false;
  const maxMs = Number.parseInt(maxAge, 10) * (maxAge.endsWith('d') ? 24 : 1) * HOUR_MS;
  const ageMs = system.clock.now().getTime() - Date.parse(resolved);
  return ageMs < 0 || ageMs >= maxMs;
}

const withPlace = (problem: Problem, { at }: NamedBase): OrchestratorError =>
  new OrchestratorError(at === undefined || problem.at !== undefined ? problem : { ...problem, at });

/** Who asked for it would take what comes out for built on what the tag means now. */
const notRefreshed = (reference: ImageReference, { digest }: LockedImage, problem: Problem): Problem => ({
  ...problem,
  message: `the base "${formatReference(reference)}" cannot be looked up: ${problem.message}`,
  hint: `Without --refresh, the build goes on with sha256:${shortDigest(digest)}… of ${LOCK_NAME}.`,
});

const notLocked = (reference: ImageReference): Problem => ({
  code: 'NETWORK_REFUSED',
  message: `the base "${formatReference(reference)}" is not in ${LOCK_NAME}, and this run is offline`,
  hint: `Build once with a network and commit ${LOCK_NAME}, or name the base by its digest.`,
});
