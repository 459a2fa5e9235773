/** The useful part of sprig 3, as one table. Pure: the environment and the time come in as values. */
import { fn, type TemplateFunctions } from '../functions.ts';
import { isMap, keyOf } from '../value.ts';
import { createDates, type TemplateClock } from './dates.ts';
import { defaults } from './defaults.ts';
import { encodings } from './encoding.ts';
import { lists } from './lists.ts';
import { numbers } from './numbers.ts';
import { patterns } from './patterns.ts';
import { strings } from './strings.ts';

export interface Surroundings {
  readonly data: unknown;
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock: TemplateClock | undefined;
}

const fixed: TemplateFunctions = { ...defaults, ...strings, ...numbers, ...lists, ...encodings, ...patterns };

export function createSprig({ data, env, clock }: Surroundings): TemplateFunctions {
  const read = (name: string): string => {
    const value = env !== undefined ? keyOf(env, name) : isMap(data) ? keyOf(data, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return {
    ...fixed,
    ...createDates(clock),
    env: fn(['string'], read),
    expandenv: fn(['string'], (text) =>
      text.replace(/\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g, (_, bare?: string, braced?: string) =>
        read(bare ?? braced ?? ''),
      ),
    ),
  };
}
