/**
 * Reading from the first place that has it: mirrors in their order, then the registry itself.
 *
 * A mirror that fails or has nothing is passed over, one that cannot be reached is not asked again in this run. One that
 * serves wrong bytes is not passed over: that is for a person to know.
 */
import { exitCodeOf, OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { readBlob } from './read-blob.ts';
import type { At, Room } from './room.ts';

/** Mirrors first, the registry last. */
export type Way = readonly [...mirrors: At[], registry: At];

/**
 * What the first place answers that has it; the registry's own answer where none does.
 *
 * @throws What the registry throws, with the mirrors' problems as causes; DIGEST_MISMATCH and refusals of any place.
 */
export async function findFirst<T>(
  way: Way,
  room: Room,
  ask: (at: At) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { mirrors, registry } = split(way, room);
  const passed: Problem[] = [];
  for (const at of mirrors) {
    try {
      const found = await ask(at);
      if (found !== undefined) return found;
    } catch (error) {
      passed.push(...passOver(error, at, room));
    }
  }
  try {
    return await ask(registry);
  } catch (error) {
    throw withCauses(error, passed);
  }
}

/** A blob from the first place that begins to send it. */
export async function* readFirst(
  way: Way,
  descriptor: Descriptor,
  room: Room,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { mirrors, registry } = split(way, room);
  const passed: Problem[] = [];
  for (const at of mirrors) {
    let hasBegun = false;
    try {
      for await (const chunk of readBlob(at, descriptor, room, signal)) {
        hasBegun = true;
        yield chunk;
      }
      return;
    } catch (error) {
      if (hasBegun) throw error;
      passed.push(...passOver(error, at, room));
    }
  }
  try {
    yield* readBlob(registry, descriptor, room, signal);
  } catch (error) {
    throw withCauses(error, passed);
  }
}

function split(way: Way, room: Room): { readonly mirrors: readonly At[]; readonly registry: At } {
  const registry = way[way.length - 1] as At; // the type says that there is one
  return { registry, mirrors: way.slice(0, -1).filter((at) => !room.lacks.mirrors.has(at.endpoint.origin)) };
}

/** The problems of a mirror that may be passed over: those of the network, the registry and the login. */
function passOver(error: unknown, { endpoint }: At, room: Room): readonly Problem[] {
  if (!(error instanceof OrchestratorError) || exitCodeOf(error.problems) !== 4) throw error;
  if (error.problems[0].code === 'REGISTRY_UNREACHABLE') room.lacks.mirrors.add(endpoint.origin);
  return error.problems;
}

function withCauses(error: unknown, passed: readonly Problem[]): unknown {
  if (passed.length === 0 || !(error instanceof OrchestratorError)) return error;
  const [first, ...rest] = error.problems;
  return new OrchestratorError([{ ...first, because: [...(first.because ?? []), ...passed] }, ...rest], {
    cause: error,
  });
}
