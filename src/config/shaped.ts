/** A config of the right shape, and the nodes that it was read from. Pure data. */
import type { Config } from './config.schema.ts';
import type { ConfigNode } from './yaml/node.ts';

export interface Shaped {
  readonly config: Config;
  /** As it was taken: texts where texts are wanted. */
  readonly root: ConfigNode;
}
