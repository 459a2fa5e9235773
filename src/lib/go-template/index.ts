/**
 * Go templates with the useful part of sprig, as taggers, build arguments and `build -o` need them.
 *
 *     parseTemplate('{{range .Builds}}{{.ImageName}}={{.Tag}} {{end}}') ─► executeTemplate(it, data) ─► text
 *
 * Pure and synchronous; no file and no network, and a program only through a `cmd` that the caller gives. Data are
 * plain values: objects are maps, and a key that is not there writes `<no value>`.
 *
 * Source: text/template of Go, sprig 3. Left out: methods, custom delimiters, sprig's cryptography, random
 * values, and what changes a value in place.
 */
import { builtins } from './builtins.ts';
import { evaluate } from './evaluate.ts';
import { TemplateFailure, type TemplateProblem, type TemplateResult } from './failure.ts';
import type { TemplateFunctions } from './functions.ts';
import { parseText, type Template } from './parser.ts';
import type { TemplateClock } from './sprig/dates.ts';
import { createSprig } from './sprig/index.ts';

export type { TemplateResult } from './failure.ts';
export type { TemplateFunctions } from './functions.ts';
export type { Template } from './parser.ts';

export interface ExecuteOptions {
  /** Beside the built-in ones, and before them; `cmd` is there only where the user allowed it. */
  readonly functions?: TemplateFunctions;
  /** What `env` reads; the data's own top-level texts unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What `now` says; without it `now` is refused. */
  readonly clock?: TemplateClock;
  /** `.Builds` also finds `builds`, as Go's exported fields go by their JSON names. */
  readonly exportedFields?: boolean;
  /** `default` writes `<no value>`, `error` refuses. */
  readonly missingKey?: 'default' | 'error';
}

/** Reads a template. @returns TEMPLATE_INVALID with the place in the text. Never throws. */
export const parseTemplate = (text: string): TemplateResult<Template> => guarded(text, () => parseText(text));

/** As {@link parseTemplate}, and every function that it calls is known; `cmd` may be given later. */
export const checkTemplate = (text: string): TemplateResult<Template> =>
  guarded(text, () => {
    const template = parseText(text);
    refuseUnknown(template, { ...known, cmd: () => '' });
    return template;
  });

/**
 * Runs a template.
 *
 * @returns TEMPLATE_INVALID with the place, or TEMPLATE_COMMAND_REFUSED where it calls a `cmd` that nobody gave.
 * @throws What one of `functions` throws.
 */
export function executeTemplate(
  template: Template,
  data: unknown,
  options: ExecuteOptions = {},
): TemplateResult<string> {
  const sprig = createSprig({ data, env: options.env, clock: options.clock });
  const functions: TemplateFunctions = { ...sprig, ...builtins, ...options.functions };
  return guarded(template.text, () => {
    refuseUnknown(template, functions);
    const { missingKey = 'default', exportedFields = false } = options;
    return evaluate(template, data, { functions, missingKey, exportedFields });
  });
}

const known: TemplateFunctions = { ...createSprig({ data: {}, env: undefined, clock: undefined }), ...builtins };

/** The evaluator does `and` and `or` itself: they look at no more than they must. */
function refuseUnknown(template: Template, functions: TemplateFunctions): void {
  for (const [name, span] of template.functions) {
    if (Object.hasOwn(functions, name) || name === 'and' || name === 'or') continue;
    if (name === 'cmd')
      throw new TemplateFailure('the template runs a program with "cmd"', span, 'TEMPLATE_COMMAND_REFUSED');
    throw new TemplateFailure(`function "${name}" is not defined`, span);
  }
}

function guarded<T>(text: string, work: () => T): TemplateResult<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    const problem: TemplateProblem = {
      code: error.code,
      message: `template: ${error.message}`,
      at: { file: 'template', text, start: error.span.start, end: error.span.end },
    };
    return { ok: false, problems: [problem] };
  }
}
