/** Go templates of the config over the environment. Parsed once each; a mistake ends the operation with its place. */
import { unwrap } from '../errors/result.ts';
import { executeTemplate, parseTemplate, type Template, type TemplateFunctions } from '../lib/go-template/index.ts';

/** Expands one text; `more` beats the environment. @throws OrchestratorError TEMPLATE_INVALID, TEMPLATE_COMMAND_REFUSED. */
export type Expand = (text: string, more?: Readonly<Record<string, string>>) => string;

/** @param functions Beside the built-in ones; `cmd` is here only where the user allowed it. */
export function createExpander(env: Readonly<Record<string, string>>, functions: TemplateFunctions): Expand {
  const parsed = new Map<string, Template>();
  return (text, more) => {
    if (!text.includes('{{')) return text;
    const template = parsed.get(text) ?? unwrap(parseTemplate(text));
    parsed.set(text, template);
    return unwrap(executeTemplate(template, { ...env, ...more }, { functions }));
  };
}
