/** Paths in a config as people read them: `build.artifacts[0].docker`. Pure. */
import type { NodePath } from './yaml/node.ts';

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export function formatPath(path: NodePath): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return PLAIN.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join('').replace(/^\./, '');
}

/** `the config` for the root, so that a sentence can begin with it. */
export const nameOf = (path: NodePath): string => (path.length === 0 ? 'the config' : formatPath(path));

/** The path of the first text that is equal; undefined where there is none. */
export function pathOfText(value: unknown, text: string, path: NodePath = []): NodePath | undefined {
  if (value === text) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [step, child] of entries) {
    const found = pathOfText(child, text, [...path, step]);
    if (found !== undefined) return found;
  }
  return undefined;
}
