/**
 * `orchestrator.targets.yaml`, which is committed: the clusters that this project may be applied to.
 *
 *     apiVersion: orchestrator/v1
 *     kind: Targets
 *     targets:
 *       - context: prod
 *         ca: sha256:…              of the authority's certificate
 *         kubeSystem: 7d1e…         UID of the namespace kube-system
 *         server: https://…         counts where the UID may not be read
 *         protected: true
 *
 * Pure.
 */
import { formatPath } from '../../config/path.ts';
import { placeIn, problemAt } from '../../config/source.ts';
import { type ConfigNode, type NodePath, nodeAt, spanAt } from '../../config/yaml/node.ts';
import { readDocuments } from '../../config/yaml/read-documents.ts';
import type { Problem, SourceSpan } from '../../errors/problem.ts';
import { err, ok, type Result } from '../../errors/result.ts';
import type { KnownTarget } from '../../live/target.ts';

export const TARGETS_FILE = 'orchestrator.targets.yaml';

export interface ListedTarget extends KnownTarget {
  readonly place: SourceSpan;
}

export interface TargetsFile {
  readonly targets: readonly ListedTarget[];
  /** Where one would be added. */
  readonly place: SourceSpan;
}

const HEAD = { apiVersion: 'orchestrator/v1', kind: 'Targets' } as const;
const FIELDS = new Set(['context', 'ca', 'kubeSystem', 'server', 'protected']);

/** @returns Every mistake: YAML_INVALID, CONFIG_INVALID, CONFIG_LIMIT. */
export function parseTargets(text: string, file: string): Result<TargetsFile> {
  const documents = readDocuments(text, file);
  if (!documents.ok) return documents;
  const [root, second] = documents.value;
  const source = { file, text };
  const whole = { start: 0, end: 0 };
  if (root === undefined || second !== undefined)
    return err(problemAt(source, whole, 'CONFIG_INVALID', `${file} must hold one document`));
  const problems: Problem[] = [];
  const wrong = (path: NodePath, message: string): undefined => {
    problems.push(problemAt(source, spanAt(root, path, 'value'), 'CONFIG_INVALID', message, HINT));
  };
  const read = (path: NodePath, fits: RegExp, what: string, isNeeded = false): string | undefined => {
    const node = nodeAt(root, path);
    if (node === undefined && !isNeeded) return undefined;
    const value = node?.kind === 'scalar' ? (node.source ?? node.value) : undefined;
    return typeof value === 'string' && fits.test(value) ? value : wrong(path, `${formatPath(path)} must be ${what}`);
  };
  for (const [name, value] of Object.entries(HEAD)) read([name], new RegExp(`^${value}$`), `"${value}"`, true);
  unknown(root, [], new Set([...Object.keys(HEAD), 'targets']), wrong);
  const list = nodeAt(root, ['targets']);
  if (list?.kind !== 'list') wrong(['targets'], 'targets must be a list');
  const targets = (list?.kind === 'list' ? [...list.items.keys()] : []).flatMap((index): readonly ListedTarget[] => {
    const path = ['targets', index] as const;
    unknown(root, path, FIELDS, wrong);
    const context = read([...path, 'context'], /./, 'the name of a context', true);
    const ca = read([...path, 'ca'], /^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 of 0-9 a-f', true);
    const kubeSystem = read([...path, 'kubeSystem'], /^[0-9a-f-]{36}$/, 'the UID of the namespace kube-system');
    const server = read([...path, 'server'], /^https:\/\/./, 'an https URL');
    const flag = nodeAt(root, [...path, 'protected']);
    const isFlag = flag === undefined || (flag.kind === 'scalar' && typeof flag.value === 'boolean');
    if (!isFlag) wrong([...path, 'protected'], `${formatPath([...path, 'protected'])} must be true or false`);
    if (nodeAt(root, [...path, 'kubeSystem']) === undefined && nodeAt(root, [...path, 'server']) === undefined)
      wrong(path, `${formatPath(path)} needs kubeSystem, or server where that may not be read`);
    if (context === undefined || ca === undefined) return [];
    const isProtected = flag?.kind === 'scalar' && flag.value === true;
    return [
      { context, ca, kubeSystem, server, protected: isProtected, place: placeIn(source, spanAt(root, path, 'value')) },
    ];
  });
  const [first, ...rest] = problems;
  return first === undefined ? ok({ targets, place: placeIn(source, spanAt(root, ['targets'])) }) : err(first, ...rest);
}

const HINT = { hint: 'docs/cluster.md has the shape.' };

/** What is no map is told here as well. */
function unknown(
  root: ConfigNode,
  path: NodePath,
  known: ReadonlySet<string>,
  wrong: (path: NodePath, message: string) => void,
): void {
  const node = nodeAt(root, path);
  const name = path.length === 0 ? 'the document' : formatPath(path);
  if (node?.kind !== 'map') wrong(path, `${name} must be a map`);
  for (const key of node?.kind === 'map' ? node.entries.keys() : [])
    if (!known.has(key)) wrong([...path, key], `${formatPath([...path, key])} is no field that there is`);
}
