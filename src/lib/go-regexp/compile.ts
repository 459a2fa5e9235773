/** Trees → programs of a few instructions, as in Thompson's construction. Pure. */
import type { CharSet } from './char-set.ts';
import type { Assertion, Tree } from './parse.ts';

export type Instruction =
  | { readonly do: 'set'; readonly has: CharSet }
  | { readonly do: 'assert'; readonly what: Assertion }
  | { readonly do: 'save'; readonly slot: number }
  /** Goes to `first`, and to `second` if that fails. */
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'match' };

export interface Program {
  readonly code: readonly Instruction[];
  readonly groups: number;
}

const MOST_INSTRUCTIONS = 10_000;

/** Undefined when the program would be too large. */
export function compileProgram(tree: Tree, groups: number): Program | undefined {
  const code: Instruction[] = [];
  const emit = (instruction: Instruction): number => code.push(instruction) - 1;
  const fits = compile({ kind: 'group', index: 0, of: tree });
  emit({ do: 'match' });
  return fits ? { code, groups } : undefined;

  function compile(node: Tree): boolean {
    if (code.length > MOST_INSTRUCTIONS) return false;
    switch (node.kind) {
      case 'set':
        emit({ do: 'set', has: node.has });
        return true;
      case 'assert':
        emit({ do: 'assert', what: node.what });
        return true;
      case 'group': {
        emit({ do: 'save', slot: node.index * 2 });
        const fitted = compile(node.of);
        emit({ do: 'save', slot: node.index * 2 + 1 });
        return fitted;
      }
      case 'sequence':
        return node.items.every(compile);
      case 'choice':
        return choose(node.items);
      case 'repeat':
        return repeat(node);
    }
  }

  function choose(items: readonly Tree[]): boolean {
    const ends: { to: number }[] = [];
    for (const [index, item] of items.entries()) {
      if (index === items.length - 1) {
        if (!compile(item)) return false;
        break;
      }
      const split = { do: 'split' as const, first: code.length + 1, second: 0 };
      emit(split);
      if (!compile(item)) return false;
      const jump = { do: 'jump' as const, to: 0 };
      emit(jump);
      ends.push(jump);
      split.second = code.length;
    }
    for (const end of ends) end.to = code.length;
    return true;
  }

  /** As Go does it: `x{2,}` is `xx+`, and `x*` is `(x+)?`, which decides what an empty `x` matches. */
  function repeat({ of, min, max, lazy }: Extract<Tree, { kind: 'repeat' }>): boolean {
    const isEndless = max === Number.POSITIVE_INFINITY;
    for (let count = 0; count < (isEndless ? min - 1 : min); count++) if (!compile(of)) return false;
    const splits: ReturnType<typeof branch>[] = [];
    if (!isEndless) {
      for (let count = min; count < max; count++) {
        splits.push(branch(lazy));
        if (!compile(of)) return false;
      }
    } else {
      if (min === 0) splits.push(branch(lazy));
      const start = code.length;
      if (!compile(of)) return false;
      emit({ do: 'split', first: lazy ? code.length + 1 : start, second: lazy ? start : code.length + 1 });
    }
    for (const split of splits) split.leaveTo(code.length);
    return true;
  }

  /** A choice between what follows and leaving. */
  function branch(lazy: boolean): { readonly leaveTo: (target: number) => void } {
    const split = { do: 'split' as const, first: code.length + 1, second: code.length + 1 };
    emit(split);
    return {
      leaveTo: (target) => {
        if (lazy) split.first = target;
        else split.second = target;
      },
    };
  }
}
