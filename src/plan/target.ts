/**
 * Where an artifact's image goes: the default repository, the host in its own name, or the embedded registry when
 * neither decides. Pure.
 */
import type { Result } from '../errors/result.ts';
import { err, ok } from '../errors/result.ts';
import { type ImageReference, parseReference } from '../image/reference.ts';
import { applyDefaultRepo } from '../image/rename.ts';

export interface TargetRequest {
  /** As configured. */
  readonly image: string;
  /** Empty or undefined: none. */
  readonly defaultRepo: string | undefined;
  readonly multiLevel: boolean | undefined;
  /** `localhost:PORT` of the embedded registry; undefined where the image stays in the engine under its own name. */
  readonly embedded: string | undefined;
}

/** The repository to build for, without a tag. */
export function chooseTarget({ image, defaultRepo, multiLevel, embedded }: TargetRequest): Result<ImageReference> {
  if (defaultRepo !== undefined && defaultRepo !== '') {
    const renamed = applyDefaultRepo(image, defaultRepo, multiLevel);
    return renamed.ok ? parseReference(renamed.value) : renamed;
  }
  const own = parseReference(image.replace(/^ko:\/\//, ''));
  // The config is read with upper case, which a default repository makes lower.
  if (!own.ok && image !== image.toLowerCase())
    return err({ ...own.problems[0], hint: 'Write it in lower case; only a default repository makes it so.' });
  if (!own.ok) return own;
  const named = namesItsHost(own.value);
  if (named || embedded === undefined) return ok(own.value);
  return parseReference(`${embedded}/${own.value.name}`);
}

/** Whether the name itself says which registry: `ghcr.io/x` does, `team/x` does not. */
const namesItsHost = ({ name, registry }: ImageReference): boolean =>
  registry !== 'docker.io' || /^(?:index\.)?docker\.io\//.test(name);
