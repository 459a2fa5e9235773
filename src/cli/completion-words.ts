/** What the completion scripts of all shells are made of. Pure. */
import { type CommandSpec, commands, groups } from './commands.ts';
import { type Flag, type FlagName, flags, spelledName } from './flags.ts';

/** A word that may be typed, and what it is for. */
export interface Word {
  readonly word: string;
  readonly says: string;
}

/** A flag of a command, as it is typed. */
export interface TypedFlag {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  readonly says: string;
  /** `none`: true or false, and only behind `=`. */
  readonly value: 'none' | 'file' | 'text' | readonly string[];
}

/** The words that a command line may begin with. */
export const firstWords: readonly Word[] = [
  ...new Map(
    commands.map(({ name, summary }): [string, Word] => {
      const [first = ''] = name.split(' ');
      return [first, { word: first, says: groups[first] ?? summary }];
    }),
  ).values(),
];

export const secondWords = (first: string): readonly Word[] =>
  commands.flatMap(({ name, summary }) =>
    name.startsWith(`${first} `) ? [{ word: name.slice(first.length + 1), says: summary }] : [],
  );

export const groupWords: readonly string[] = Object.keys(groups);

export const flagsOf = (spec: CommandSpec): readonly TypedFlag[] => spec.flags.map(typed);

function typed(name: FlagName): TypedFlag {
  const flag: Flag = flags[name];
  return {
    name: spelledName(name),
    ...(flag.short !== undefined && { short: flag.short }),
    says: flag.description,
    value: valueKind(flag),
  };
}

function valueKind(flag: Flag): TypedFlag['value'] {
  if (flag.type === 'boolean') return 'none';
  if (flag.type !== 'text') return 'text';
  return flag.oneOf ?? (flag.value === 'FILE' ? 'file' : 'text');
}
