/**
 * Objects that stand twice in one stream: whoever applies it gets the last one. Pure.
 *
 * Two that name no namespace are one; whether one that names none and one that does are the same is the client's matter.
 */
import type { Problem } from '../errors/problem.ts';
import type { Emit } from '../events/event.ts';
import { groupOf } from '../manifest/documents.ts';
import type { RenderedObject } from '../manifest/rendered.ts';

type Placed = Pick<RenderedObject, 'id'> & { readonly place?: RenderedObject['place'] | undefined };

/** Each that is there already, with the place of the first. */
export function sameObjects(objects: readonly Placed[]): readonly Problem[] {
  const seen = new Map<string, Placed>();
  return objects.flatMap((object): readonly Problem[] => {
    const { apiVersion, kind, namespace, name } = object.id;
    if (name === '') return [];
    const key = JSON.stringify([groupOf(apiVersion), kind, namespace ?? null, name]);
    const first = seen.get(key);
    seen.set(key, first ?? object);
    if (first === undefined) return [];
    const what = `${kind} "${name}"${namespace === undefined ? '' : ` of namespace "${namespace}"`}`;
    const because = [{ code: 'MANIFEST_INVALID' as const, message: `${what} is here`, at: first.place }];
    const hint = 'Remove one, or name their namespaces.';
    return [{ code: 'MANIFEST_INVALID', message: `${what} is there twice`, hint, at: object.place, because }];
  });
}

export function warnOfSame(objects: readonly RenderedObject[], emit: Emit): void {
  for (const problem of sameObjects(objects))
    emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}
