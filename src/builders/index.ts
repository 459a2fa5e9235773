/** Every builder, by the field of an artifact that asks for it. A new one is a line here. */
import { custom } from './custom.ts';
import { docker } from './docker.ts';
import { layers } from './layers.ts';

export const builders = { docker, custom, layers } as const;
