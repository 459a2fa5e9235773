/**
 * One YAML or JSON document → its tree of places, with caps that hold before memory is spent.
 *
 * Refuses what kubectl would refuse later with a worse message: syntax errors, repeated keys, template text that was
 * never filled in. Pure. JSON is read as the YAML that it is.
 */
import { type Event, parseEvents, YAMLException } from 'js-yaml';
import type { Problem, ProblemCode } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { joinLine, maxJoinedLines } from './flow-indent.ts';
import type { Node } from './node.ts';
import type { Limits, ManifestSource } from './rendered.ts';
import { scanDocument } from './scan.ts';
import { lineEnd } from './split.ts';
import { buildTree, Refusal, UNFILLED } from './tree.ts';

/** Far above what an API server takes (etcd: 1.5 MiB an object), far below what hurts. */
export const defaultLimits: Limits = {
  documentLength: 8 * 1024 * 1024,
  documentNodes: 500_000,
  depth: 200,
  aliasedNodes: 100_000,
};

/**
 * Reads the part `[from, to)` of a source, which starts after its `---`.
 *
 * @returns The root, or one problem with its place: YAML_INVALID, MANIFEST_INVALID or CONFIG_LIMIT.
 */
export function parseDocument(source: ManifestSource, from: number, to: number, limits = defaultLimits): Result<Node> {
  const bad = (code: ProblemCode, message: string, start: number, end: number): Result<never> =>
    err({ code, message, ...hintOf(code, message), at: { file: source.name, start, end, text: source.text } });
  const excess = excessOf(source.text, from, to, limits);
  if (excess !== undefined) return bad('CONFIG_LIMIT', excess, from, lineEnd(source.text, from));
  const scanned = scanDocument(source.text, from, to, limits.depth);
  if (scanned !== undefined) return ok(scanned);
  const text = source.text.slice(from, to);
  try {
    const events = parseLeniently(text, limits);
    return ok(buildTree({ source: source.text, text, from, events, limits }));
  } catch (error) {
    if (error instanceof Refusal) return bad(error.code, error.message, error.start, error.end);
    if (!(error instanceof YAMLException)) throw error;
    const at = Math.min(from + (error.mark?.position ?? 0), to);
    // js-yaml says it in words only; the words are pinned by a test.
    if (error.reason.startsWith('nesting exceeded'))
      return bad('CONFIG_LIMIT', `nested deeper than ${limits.depth}`, at, at + 1);
    if (source.text.slice(lineStart(source.text, at), lineEnd(source.text, at)).includes('{{'))
      return bad('MANIFEST_INVALID', UNFILLED, at, at + 1);
    if (error.reason.includes('null byte')) return bad('YAML_INVALID', 'the text is not UTF-8', at, at + 1);
    return bad('YAML_INVALID', error.reason, at, at + 1);
  }
}

/** js-yaml's events; lines that only the specification minds are joined first. @throws YAMLException. */
function parseLeniently(text: string, limits: Limits): Event[] {
  let joined = text;
  for (let lines = 0; ; lines += 1) {
    try {
      return parseEvents(joined, { maxDepth: limits.depth });
    } catch (error) {
      const isIndent = error instanceof YAMLException && error.reason === 'deficient indentation';
      const next = isIndent && lines < maxJoinedLines(text) ? joinLine(joined, error.mark?.position ?? 0) : undefined;
      if (next === undefined) throw error;
      joined = next;
    }
  }
}

function hintOf(code: ProblemCode, message: string): Pick<Problem, 'hint'> {
  if (message === UNFILLED)
    return { hint: 'Run the tool whose template it is, and name what it writes in manifests.rawYaml.' };
  if (code !== 'CONFIG_LIMIT') return {};
  const how = 'Write the items of a List as documents of their own, or raise the limit under manifests.limits';
  return { hint: `${how}; anchors count at every use.` };
}

function excessOf(text: string, from: number, to: number, limits: Limits): string | undefined {
  if (to - from > limits.documentLength)
    return `the document is ${to - from} characters long, more than ${limits.documentLength}`;
  // No node without one of these characters; short documents cannot have too many.
  if ((to - from) / 2 < limits.documentNodes) return undefined;
  let nodes = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    // A line break, a comma, an opening bracket or brace, or the dash of a list item.
    if (code === 10 || code === 44 || code === 91 || code === 123) nodes += 1;
    else if (code === 45 && text.charCodeAt(at + 1) === 32) nodes += 1;
  }
  return nodes > limits.documentNodes
    ? `the document may hold ${nodes} nodes, more than ${limits.documentNodes}`
    : undefined;
}

const lineStart = (text: string, at: number) =>
  Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
