/** What can go wrong with a template, as a value and as the exception that carries it inside this folder. Pure. */

/** Offsets in UTF-16 code units; `end` is exclusive. */
export interface TemplateSpan {
  readonly start: number;
  readonly end: number;
}

/** Shaped like a Problem, so that callers can hand it on; this folder knows none. */
export interface TemplateProblem {
  readonly code: 'TEMPLATE_INVALID' | 'TEMPLATE_COMMAND_REFUSED';
  /** One sentence without a full stop. Never holds data, only names and types. */
  readonly message: string;
  readonly at: TemplateSpan & { readonly file: string; readonly text: string };
}

export type TemplateResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly [TemplateProblem] };

/** Thrown where the template is at fault, caught by the two functions of index.ts. */
export class TemplateFailure extends Error {
  readonly span: TemplateSpan;
  readonly code: TemplateProblem['code'];

  constructor(message: string, span: TemplateSpan, code: TemplateProblem['code'] = 'TEMPLATE_INVALID') {
    super(message);
    this.span = span;
    this.code = code;
  }
}

/** Thrown by a function for what its arguments are; gets its place from the call. */
export class ArgumentFailure extends Error {}
