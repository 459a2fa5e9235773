/** Files of this program that lie among the user's. */

/**
 * What tags of bases mean, beside the config, to be committed. In no Docker context: it says when it was written, and
 * so two machines would never build the same bytes of `COPY . .`.
 */
export const LOCK_NAME = 'orchestrator.lock';
