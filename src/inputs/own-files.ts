/** Files of this program that lie among the user's. */
import type { Decide } from './decide.ts';

/**
 * What tags of bases mean, beside the config, to be committed. In no Docker context and no layer: it says when it was
 * written, and so two machines would never build the same bytes of `COPY . .`.
 */
export const LOCK_NAME = 'orchestrator.lock';

/** The rules, which never keep what is ours. @param own Relative to the walk's root, `/` between parts. */
export const without =
  (own: string, rules: Decide): Decide =>
  (path, kind) =>
    path === own ? { keep: false, descend: false } : rules(path, kind);
