/** Go templates of the config over the environment. Parsed once each; a mistake ends the operation with its place. */
import { OrchestratorError, type SourceSpan } from '../errors/problem.ts';
import { spanWithin } from '../errors/span-within.ts';
import {
  executeTemplate,
  parseTemplate,
  type Template,
  type TemplateFunctions,
  type TemplateResult,
} from '../lib/go-template/index.ts';

/** Expands one text; `more` beats the environment. @throws OrchestratorError TEMPLATE_INVALID, TEMPLATE_COMMAND_REFUSED. */
export type Expand = (text: string, more?: Readonly<Record<string, string>>) => string;

/**
 * @param functions Beside the built-in ones; `cmd` is here only where the user allowed it.
 * @param placeOfText Where the config says a text, to point into it.
 */
export function createExpander(
  env: Readonly<Record<string, string>>,
  functions: TemplateFunctions,
  placeOfText: (text: string) => SourceSpan | undefined = () => undefined,
): Expand {
  const parsed = new Map<string, Template>();
  return (text, more) => {
    if (!text.includes('{{')) return text;
    const take = <T>(result: TemplateResult<T>): T => {
      if (result.ok) return result.value;
      const [problem] = result.problems;
      const place = placeOfText(text);
      throw new OrchestratorError({ ...problem, at: place === undefined ? problem.at : spanWithin(place, problem.at) });
    };
    const template = parsed.get(text) ?? take(parseTemplate(text));
    parsed.set(text, template);
    return take(executeTemplate(template, { ...env, ...more }, { functions }));
  };
}
