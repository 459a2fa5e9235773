/**
 * Skaffold's global config, `~/.skaffold/config`: settings of the user for all contexts and for single ones.
 *
 *     global: {default-repo: ghcr.io/me}
 *     kubeContexts:
 *       - kube-context: gke_.*          a pattern; the first that matches the whole name counts
 *         default-repo: eu.gcr.io/me    and wins over `global`
 *
 * Keys that change nothing here (survey, update-check, collect-metrics, …) are passed over; unknown ones too, since
 * the file belongs to another program. Pure. Source: skaffold/config/types.go, util.go.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { compileRegexp } from '../lib/go-regexp/index.ts';
import { formatPath } from './path.ts';
import { problemAt, type Source } from './source.ts';
import { type ConfigNode, type NodePath, nodeAt, spanAt } from './yaml/node.ts';
import { readDocuments } from './yaml/read-documents.ts';

export interface GlobalConfig {
  readonly defaultRepo?: string;
  readonly multiLevelRepo?: boolean;
  /** Whether the cluster runs on this machine, so that images need no push. */
  readonly localCluster?: boolean;
  readonly insecureRegistries?: readonly string[];
  /** Ours: templates of any config may run programs with `cmd`. */
  readonly allowTemplateCommands?: boolean;
}

export interface GlobalConfigFile {
  readonly global: GlobalConfig;
  readonly contexts: readonly { readonly pattern: string; readonly settings: GlobalConfig }[];
}

export function parseGlobalConfig(text: string, file: string): Result<GlobalConfigFile> {
  const documents = readDocuments(text, file);
  if (!documents.ok) return documents;
  const [root] = documents.value;
  if (root === undefined) return ok({ global: {}, contexts: [] });
  const problems: Problem[] = [];
  const reader = createReader(root, { file, text }, problems);
  const list = nodeAt(root, ['kubeContexts']);
  const indexes = list?.kind === 'list' ? [...list.items.keys()] : [];
  const contexts = indexes.flatMap((index) => {
    const pattern = reader.text(['kubeContexts', index, 'kube-context']);
    return pattern === undefined ? [] : [{ pattern, settings: settingsAt(reader, ['kubeContexts', index]) }];
  });
  const global = settingsAt(reader, ['global']);
  const [first, ...rest] = problems;
  return first === undefined ? ok({ global, contexts }) : err(first, ...rest);
}

/** What counts for a context; undefined is no context. */
export function settingsFor(config: GlobalConfigFile, kubeContext: string | undefined): GlobalConfig {
  const own = config.contexts.find(({ pattern }) => kubeContext !== undefined && namesContext(pattern, kubeContext));
  return { ...config.global, ...own?.settings };
}

function namesContext(pattern: string, kubeContext: string): boolean {
  if (pattern === kubeContext) return true;
  const regexp = compileRegexp(`^(?:${pattern})$`);
  return regexp.ok && regexp.value.test(kubeContext);
}

type Reader = ReturnType<typeof createReader>;

function settingsAt(reader: Reader, path: NodePath): GlobalConfig {
  const defaultRepo = reader.text([...path, 'default-repo']);
  const multiLevelRepo = reader.flag([...path, 'multi-level-repo']);
  const localCluster = reader.flag([...path, 'local-cluster']);
  const insecureRegistries = reader.texts([...path, 'insecure-registries']);
  const allowTemplateCommands = reader.flag([...path, 'allow-template-commands']);
  return {
    ...(defaultRepo !== undefined && { defaultRepo }),
    ...(multiLevelRepo !== undefined && { multiLevelRepo }),
    ...(localCluster !== undefined && { localCluster }),
    ...(insecureRegistries !== undefined && { insecureRegistries }),
    ...(allowTemplateCommands !== undefined && { allowTemplateCommands }),
  };
}

/** Reads values of a kind; what is of another kind is a problem, what is not there is undefined. */
function createReader(root: ConfigNode, source: Source, problems: Problem[]) {
  const wrong = (path: NodePath, what: string): undefined => {
    problems.push(
      problemAt(source, spanAt(root, path, 'value'), 'CONFIG_INVALID', `${formatPath(path)} must be ${what}`),
    );
  };
  const isAbsent = (node: ConfigNode | undefined): node is undefined =>
    node === undefined || (node.kind === 'scalar' && node.value === null);
  const text = (path: NodePath): string | undefined => {
    const node = nodeAt(root, path);
    if (isAbsent(node)) return undefined;
    if (node.kind !== 'scalar') return wrong(path, 'a text');
    return node.source ?? String(node.value);
  };
  return {
    text,
    flag: (path: NodePath): boolean | undefined => {
      const node = nodeAt(root, path);
      if (isAbsent(node)) return undefined;
      return node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : wrong(path, 'true or false');
    },
    texts: (path: NodePath): readonly string[] | undefined => {
      const node = nodeAt(root, path);
      if (isAbsent(node)) return undefined;
      if (node.kind !== 'list') return wrong(path, 'a list of texts');
      return [...node.items.keys()].flatMap((index) => text([...path, index]) ?? []);
    },
  };
}
