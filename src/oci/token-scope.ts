/**
 * What a bearer token is asked for, and whether one in hand is enough.
 *
 *     repository:team/api:pull,push repository:team/base:pull
 *     type       name     actions
 *
 * Pure. Source: distribution's docs/spec/auth/scope. A name may hold colons, types and actions may not.
 */

export interface TokenScope {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

const SCOPE = /^([a-z][a-z0-9-]*(?:\([a-z0-9-]+\))?):([^\s",]+):([a-z*]+(?:,[a-z*]+)*)$/;

/** Reads a list that is separated by spaces; parts that are no scope are left out. */
export function parseTokenScopes(text: string): readonly TokenScope[] {
  return text.split(' ').flatMap((part) => {
    const [, type, name, actions] = SCOPE.exec(part) ?? [];
    if (type === undefined || name === undefined || actions === undefined) return [];
    return [{ type, name, actions: actions.split(',') }];
  });
}

/** One `type:name:actions` per scope, separated by spaces; {@link parseTokenScopes} reads it back. */
export const formatTokenScopes = (scopes: readonly TokenScope[]): string =>
  scopes.map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`).join(' ');

/** Everything that any of them asks for, once: sorted, so that equal wishes are equal texts. */
export function uniteTokenScopes(scopes: readonly TokenScope[]): readonly TokenScope[] {
  const byTarget = new Map<string, { readonly type: string; readonly name: string; readonly actions: Set<string> }>();
  for (const { type, name, actions } of scopes) {
    const key = `${type}:${name}`;
    const entry = byTarget.get(key) ?? { type, name, actions: new Set<string>() };
    for (const action of actions) entry.actions.add(action);
    byTarget.set(key, entry);
  }
  return [...byTarget.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { type, name, actions }]) => ({ type, name, actions: [...actions].toSorted() }));
}

/** Whether a token for `granted` may do everything of `wanted`. */
export const coversTokenScopes = (granted: readonly TokenScope[], wanted: readonly TokenScope[]): boolean =>
  formatTokenScopes(uniteTokenScopes([...granted, ...wanted])) === formatTokenScopes(uniteTokenScopes(granted));

/** The scope that reading from, or writing to, a repository needs. */
export const repositoryScope = (name: string, access: 'pull' | 'push'): TokenScope => ({
  type: 'repository',
  name,
  actions: access === 'pull' ? ['pull'] : ['pull', 'push'],
});
