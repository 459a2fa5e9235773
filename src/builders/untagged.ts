/**
 * Templates before the tag is known, which may be made of these very values: what names it stays as it is written, and
 * all else is what the build will see.
 *
 *     x-{{.IMAGE_TAG}}-{{cmd "git" "describe"}}  ─►  x-{{.IMAGE_TAG}}-v1.2
 */
import { OrchestratorError } from '../errors/problem.ts';

const NAMES = ['IMAGE_REPO', 'IMAGE_NAME', 'IMAGE_TAG'];
const NAMES_THE_TAG = new RegExp(String.raw`\b(?:${NAMES.join('|')})\b`);
const AS_WRITTEN = Object.fromEntries(NAMES.map((name) => [name, `{{.${name}}}`]));

type Expand = (template: string, more?: Readonly<Record<string, string>>) => string;

export const expandUntagged =
  (expand: Expand) =>
  (template: string): string => {
    if (!NAMES_THE_TAG.test(template)) return expand(template);
    try {
      return expand(template, AS_WRITTEN);
    } catch (error) {
      // A function that can do nothing with such a word, as with one that is too short for it.
      if (!(error instanceof OrchestratorError)) throw error;
      return template;
    }
  };
