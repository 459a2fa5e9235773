/**
 * `deploy.kubectl.flags` → what they mean here. Each flag of kubectl is in one table, by what becomes of it:
 *
 *     does     it means the same here
 *     same     what it asks for is the case anyway
 *     none     it changes nothing that is done here: a warning with its place
 *     refused  it would change what is applied, where, or as whom: an error with its place
 *
 * Pure. Source: kubectl 1.35, options of `apply` and `delete`.
 */
import type { Kubectl } from '../../config/deploy.schema.ts';
import type { ResolvedConfig } from '../../config/resolved-config.ts';
import type { Problem } from '../../errors/problem.ts';
import { parseDuration } from '../../lib/duration.ts';
import type { RemoveOptions } from '../../ports/cluster.ts';

type Group = 'global' | 'apply' | 'delete';

/** How objects are deleted; absent: as kubectl does without flags. */
export interface Deletion extends RemoveOptions {
  readonly wait?: boolean;
  readonly timeoutMs?: number;
}

export interface KubectlFlags {
  readonly namespace?: string;
  readonly context?: string;
  readonly force?: boolean;
  readonly deletion: Deletion;
  /** Flags that are refused, each with its place. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

type Meaning = Omit<KubectlFlags, 'problems' | 'warnings' | 'deletion'> & Deletion;
type Entry = { readonly bool?: true } & (
  | { readonly is: 'does'; readonly read: (value: string) => Meaning | undefined }
  | { readonly is: 'same' | 'none' }
  | { readonly is: 'refused'; readonly hint: string }
);

export function readKubectlFlags({ flags = {} }: Kubectl, { placeOf }: Pick<ResolvedConfig, 'placeOf'>): KubectlFlags {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  let found: Meaning = {};
  for (const group of ['global', 'apply', 'delete'] as const) {
    for (const { name, value, index } of wordsOf(group, flags[group] ?? [])) {
      const tell = (what: string, hint: string): Problem => ({
        code: 'CONFIG_UNSUPPORTED',
        message: `deploy.kubectl.flags.${group}: ${name} ${what}`,
        hint,
        at: placeOf(['deploy', 'kubectl', 'flags', group, index]),
      });
      const entry = entryOf(group, name);
      if (entry === undefined) problems.push(tell('is no flag of kubectl that is known here', ''));
      else if (entry.is === 'refused') {
        if (name !== '--dry-run' || value !== 'none') problems.push(tell('is not supported', entry.hint));
      } else if (entry.is === 'none') warnings.push(tell('changes nothing', 'kubectl is not run.'));
      else if (entry.is === 'does') {
        const meaning = entry.read(value);
        if (meaning === undefined) problems.push(tell(`cannot be "${value}"`, ''));
        // Deletions of an apply are those of `flags.delete` alone.
        else found = { ...found, ...meaning };
      }
    }
  }
  if (flags.disableValidation === true)
    warnings.push({
      code: 'CONFIG_UNSUPPORTED',
      message: 'deploy.kubectl.flags.disableValidation changes nothing',
      hint: 'A server-side apply refuses fields that a kind has not.',
      at: placeOf(['deploy', 'kubectl', 'flags', 'disableValidation']),
    });
  const { namespace, context, force, ...deletion } = found;
  return {
    ...(namespace !== undefined && { namespace }),
    ...(context !== undefined && { context }),
    ...(force !== undefined && { force }),
    deletion,
    problems,
    warnings,
  };
}

interface Word {
  /** As in the tables: `--namespace`, also where `-n` is written. */
  readonly name: string;
  readonly value: string;
  readonly index: number;
}

/** As kubectl takes them apart: `--name=VALUE`, `--name VALUE`, `-n VALUE`, `-nVALUE`. */
function wordsOf(group: Group, words: readonly string[]): readonly Word[] {
  const found: Word[] = [];
  for (let index = 0; index < words.length; index++) {
    const at = index;
    const word = words[index] ?? '';
    const [, dashes = '', written = '', given] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const name = dashes === '-' ? (SHORT[written.slice(0, 1)] ?? word) : word.replace(/=.*$/s, '');
    const glued = dashes === '-' && written.length > 1 ? written.slice(1) : undefined;
    const entry = entryOf(group, name);
    const isAlone = entry?.bool === true || entry === undefined || name === '--cascade';
    const alone = entry?.bool === true ? 'true' : '';
    const value = given ?? glued ?? (isAlone ? alone : (words[++index] ?? ''));
    if (word !== '') found.push({ name, value, index: at });
  }
  return found;
}

const SHORT: Readonly<Record<string, string>> = {
  n: '--namespace',
  s: '--server',
  v: '--v',
  f: '--filename',
  k: '--kustomize',
  R: '--recursive',
  l: '--selector',
  o: '--output',
  A: '--all-namespaces',
  i: '--interactive',
};

const NONE = { is: 'none' } as const;
const NONE_BOOL = { is: 'none', bool: true } as const;
const SAME_BOOL = { is: 'same', bool: true } as const;
const refused = (hint: string) => ({ is: 'refused', hint }) as const;
const refusedBool = (hint: string) => ({ is: 'refused', hint, bool: true }) as const;
const does = (read: (value: string) => Meaning | undefined) => ({ is: 'does', read }) as const;
const boolOf = (value: string): boolean | undefined =>
  /^(1|t|true)$/i.test(value) ? true : /^(0|f|false)$/i.test(value) ? false : undefined;

const WHO = refused('Say it in a context of the kubeconfig, and name that with deploy.kubeContext.');
const INPUT = refused('What is applied is what the config renders.');
const ONLY_READS = refused('Use "orchestrator diff", or --dry-run.');
const SETS = refused('metadata.name of the config names the set that is pruned.');

const global: Readonly<Record<string, Entry>> = {
  '--namespace': does((namespace) => (namespace === '' ? undefined : { namespace })),
  '--context': does((context) => (context === '' ? undefined : { context })),
  '--kubeconfig': refused('Give it with --kubeconfig or KUBECONFIG.'),
  ...Object.fromEntries(
    ['cluster', 'user', 'server', 'token', 'username', 'password', 'client-certificate', 'client-key', 'as', 'as-uid']
      .concat('as-group', 'as-user-extra', 'certificate-authority', 'tls-server-name')
      .map((name) => [`--${name}`, WHO]),
  ),
  '--insecure-skip-tls-verify': refusedBool(WHO.hint),
  ...Object.fromEntries(
    ['v', 'vmodule', 'cache-dir', 'request-timeout', 'log-flush-frequency', 'profile', 'profile-output', 'kuberc'].map(
      (name) => [`--${name}`, NONE],
    ),
  ),
  '--match-server-version': NONE_BOOL,
  '--warnings-as-errors': NONE_BOOL,
  '--disable-compression': NONE_BOOL,
};

const apply: Readonly<Record<string, Entry>> = {
  '--force-conflicts': {
    bool: true,
    ...does((value) => {
      const force = boolOf(value);
      return force === undefined ? undefined : { force };
    }),
  },
  '--server-side': SAME_BOOL,
  ...Object.fromEntries(
    ['validate', 'field-manager', 'output', 'template', 'grace-period', 'cascade', 'timeout'].map((name) => [
      `--${name}`,
      NONE,
    ]),
  ),
  ...Object.fromEntries(
    ['overwrite', 'record', 'openapi-patch', 'show-managed-fields', 'allow-missing-template-keys', 'force', 'wait'].map(
      (name) => [`--${name}`, NONE_BOOL],
    ),
  ),
  '--prune': refusedBool(SETS.hint),
  '--all': refusedBool(SETS.hint),
  '--applyset': SETS,
  '--prune-allowlist': SETS,
  '--selector': INPUT,
  '--filename': INPUT,
  '--kustomize': INPUT,
  '--recursive': refusedBool(INPUT.hint),
  '--subresource': INPUT,
  '--dry-run': ONLY_READS,
};

const PROPAGATION = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan', '': 'Background' } as const;

const remove: Readonly<Record<string, Entry>> = {
  '--cascade': does((value) => {
    const known = Object.entries(PROPAGATION).find(([name]) => name === value);
    return known && { propagation: known[1] };
  }),
  '--grace-period': does((value) => {
    if (!/^-?\d{1,9}$/.test(value)) return undefined;
    return Number(value) < 0 ? {} : { graceSeconds: Number(value) };
  }),
  '--now': { bool: true, ...does((value) => (boolOf(value) === true ? { graceSeconds: 1 } : {})) },
  '--wait': {
    bool: true,
    ...does((value) => {
      const wait = boolOf(value);
      return wait === undefined ? undefined : { wait };
    }),
  },
  '--timeout': does((value) => {
    const timeoutMs = value === '0' ? 0 : parseDuration(value);
    return timeoutMs === undefined ? undefined : timeoutMs === 0 ? {} : { timeoutMs };
  }),
  '--ignore-not-found': SAME_BOOL,
  '--force': NONE_BOOL,
  '--output': NONE,
  '--all': refusedBool(INPUT.hint),
  '--all-namespaces': refusedBool(INPUT.hint),
  '--selector': INPUT,
  '--field-selector': INPUT,
  '--filename': INPUT,
  '--kustomize': INPUT,
  '--recursive': refusedBool(INPUT.hint),
  '--raw': INPUT,
  '--interactive': refusedBool('Nothing is ever asked; --dry-run says what would go.'),
  '--dry-run': ONLY_READS,
};

const tables: Readonly<Record<Group, Readonly<Record<string, Entry>>>> = { global: {}, apply, delete: remove };

const entryOf = (group: Group, name: string): Entry | undefined => tables[group][name] ?? global[name];
