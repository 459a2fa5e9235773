/** A parsed template. Pure data. Source: text/template/parse of Go. */
import type { TemplateSpan } from './failure.ts';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly Piece[];
      readonly otherwise: readonly Piece[];
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe?: Pipe; readonly span: TemplateSpan }
  | { readonly kind: 'break' | 'continue' };

export interface Pipe {
  readonly span: TemplateSpan;
  /** Names with their `$`; for a range there may be two. */
  readonly variables: readonly string[];
  /** `$x = …` instead of `$x := …`. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly span: TemplateSpan;
  readonly operands: readonly [Operand, ...Operand[]];
}

export type Operand = { readonly span: TemplateSpan } & (
  | { readonly kind: 'dot' }
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  /** `.A.B` has the dot in front, `$x.A` a variable, `(…).A` a pipe. */
  | { readonly kind: 'field'; readonly of: Operand; readonly name: string }
);
