/** Every command, once: its words and its flags. What runs it is in loaders.ts. */
import type { FlagName } from './flags.ts';

export type CommandName =
  | 'build'
  | 'render'
  | 'deploy'
  | 'run'
  | 'apply'
  | 'diff'
  | 'undo'
  | 'status'
  | 'delete'
  | 'registry serve'
  | 'completion'
  | 'version'
  | 'why'
  | 'cache ls'
  | 'cache gc'
  | 'cache verify';

export interface CommandSpec {
  /** E.g. `registry serve`. */
  readonly name: CommandName;
  readonly summary: string;
  /** E.g. `SHELL`; a command without arguments has none. */
  readonly argument?: {
    readonly name: string;
    readonly oneOf?: readonly string[];
    readonly isList?: true;
    readonly isOptional?: true;
  };
  readonly flags: readonly FlagName[];
  readonly example: string;
}

const common = ['format', 'progress', 'verbosity', 'color', 'interactive', 'update-check', 'timestamps'] as const;
const project = [
  'filename',
  'profile',
  'profile-auto-activation',
  'kube-context',
  'kubeconfig',
  'config',
  'allow-template-commands',
  'assume-yes',
  'detect-minikube',
  'offline',
] as const;
const building = [
  'default-repo',
  'tag',
  'build-image',
  'platform',
  'push',
  'build-concurrency',
  'disable-multi-platform-build',
  'insecure-registry',
  'cache-artifacts',
  'refresh',
  'check-cluster-node-platforms',
  'skip-tests',
  'rebuild',
] as const;
const rendering = ['namespace', 'label', 'allow-undigested', 'strict-images', 'resource-selector-rules-file'] as const;
const loading = ['load', 'accept-target'] as const;
const given = ['build-artifacts', 'images', 'digest-source'] as const;

const cluster = ['kube-context', 'kubeconfig', 'namespace', 'label', 'offline', 'accept-target'] as const;

const deletions = ['wait-for-deletions', 'wait-for-deletions-max', 'wait-for-deletions-delay'] as const;

/** What `deploy` and `run` take where the config names a cluster. */
const applying = [
  'accept-target',
  'allow-protected',
  'allow-prune',
  'delete-data',
  'force-conflicts',
  'lease-timeout',
  'set-name',
  'status-check',
  'timeout',
  'rollback-on-failure',
  'tolerate-failures-until-deadline',
  ...deletions,
] as const;

const set = [
  'set-name',
  'allow-prune',
  'delete-data',
  'filename',
  'profile',
  'profile-auto-activation',
  'config',
] as const;

/** Which set, without what a change of it needs. */
const reading = set.filter((name) => name !== 'allow-prune' && name !== 'delete-data');

/** What the first word of a command of two words stands for. */
export const groups: Readonly<Record<string, string>> = {
  cache: 'What earlier builds left to be taken again',
  registry: 'The embedded registry',
};

export const commands: readonly CommandSpec[] = [
  {
    name: 'build',
    summary: 'Build the images, push them, and say which digests they have',
    flags: [
      'file-output',
      'output-template',
      'quiet',
      'dry-run',
      'verify-reproducible',
      ...loading,
      ...building,
      'namespace',
      ...project,
      ...common,
    ],
    example: 'orchestrator build --default-repo=ghcr.io/team --file-output=artifacts.json',
  },
  {
    name: 'render',
    summary: 'Write the manifests with name:tag@digest where the name of an image stands',
    flags: ['output', 'verify-reproducible', ...given, ...rendering, ...building, ...project, ...common],
    example: 'orchestrator render --build-artifacts=artifacts.json --offline --output=rendered.yaml',
  },
  {
    name: 'deploy',
    summary: 'Render, and apply to a cluster, or hand over to the folder of deploy.directory',
    flags: [
      'plan',
      'plan-out',
      'force',
      ...applying,
      'load',
      'dry-run',
      ...given,
      ...rendering,
      ...building,
      ...project,
      ...common,
    ],
    example: 'orchestrator deploy --build-artifacts=artifacts.json',
  },
  {
    name: 'run',
    summary: 'Build, render and deploy, in one go',
    flags: ['plan-out', 'file-output', 'force', ...applying, 'load', ...rendering, ...building, ...project, ...common],
    example: 'orchestrator run --profile=staging',
  },
  {
    name: 'apply',
    summary: 'Apply manifests to a cluster, and wait until what they describe is ready',
    argument: { name: 'FILE', isList: true, isOptional: true },
    flags: [
      'plan',
      'plan-out',
      ...cluster,
      ...set,
      'dry-run',
      'allow-protected',
      'force',
      'force-conflicts',
      'lease-timeout',
      'status-check',
      'timeout',
      'rollback-on-failure',
      'tolerate-failures-until-deadline',
      ...deletions,
      ...common,
    ],
    example: 'orchestrator apply rendered.yaml --kube-context=staging',
  },
  {
    name: 'diff',
    summary: 'Say what an apply would change; exit code 1 where it would change something',
    argument: { name: 'FILE', isList: true },
    flags: [...cluster, ...set, 'force-conflicts', ...common],
    example: 'orchestrator diff rendered.yaml',
  },
  {
    name: 'status',
    summary: 'Say how the objects of a set, or of files, are; exit code 7 where one is not ready',
    argument: { name: 'FILE', isList: true, isOptional: true },
    flags: [...cluster.filter((name) => name !== 'label'), ...reading, 'watch', 'timeout', ...common],
    example:
      'orchestrator status --set-name=shop; orchestrator status rendered.yaml --format=json; orchestrator status --watch',
  },
  {
    name: 'undo',
    summary: 'Bring back what was before the last apply of a set, or what a revision left, all but data',
    flags: [
      ...cluster.filter((name) => name !== 'label'),
      ...set.filter((name) => name !== 'allow-prune'),
      'to',
      'list',
      'lease-timeout',
      'allow-protected',
      'force',
      'force-conflicts',
      'status-check',
      'timeout',
      'dry-run',
      ...common,
    ],
    example: 'orchestrator undo --set-name=shop --dry-run; orchestrator undo --list; orchestrator undo --to=3',
  },
  {
    name: 'delete',
    summary: 'Delete from a cluster what manifests describe, or without any what the config does',
    argument: { name: 'FILE', isList: true, isOptional: true },
    flags: [
      ...cluster,
      'filename',
      'profile',
      'profile-auto-activation',
      'config',
      'allow-template-commands',
      'allow-protected',
      'set-name',
      'lease-timeout',
      'delete-data',
      'force-foreign',
      ...deletions,
      'dry-run',
      ...common,
    ],
    example: 'orchestrator delete rendered.yaml; orchestrator delete --profile=staging',
  },
  {
    name: 'why',
    summary: 'Say what changed since the last run of an artifact, or what made the image fields of an object',
    argument: { name: 'WHAT' },
    flags: ['build-artifacts', 'default-repo', 'tag', 'platform', 'push', 'namespace', ...project, ...common],
    example: 'orchestrator why web; orchestrator why Deployment/web',
  },
  {
    name: 'cache ls',
    summary: 'List the images that the cache knows, newest first',
    flags: [...project, ...common],
    example: 'orchestrator cache ls --format=json',
  },
  {
    name: 'cache gc',
    summary: 'Forget what was written more than 30 days ago, and images that are not in the store any more',
    flags: [...project, ...common],
    example: 'orchestrator cache gc',
  },
  {
    name: 'cache verify',
    summary: 'Read every entry and every byte of the store; what is damaged is set aside',
    flags: [...project, ...common],
    example: 'orchestrator cache verify',
  },
  {
    name: 'registry serve',
    summary: 'Serve the embedded registry to engines, nodes and other clients',
    flags: ['address', 'port', 'password-file', 'tls-cert', 'tls-key', 'filename', ...common],
    example: 'orchestrator registry serve --port=5080',
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    argument: { name: 'SHELL', oneOf: ['bash', 'zsh', 'fish'] },
    flags: [...common],
    example: 'source <(orchestrator completion bash); orchestrator completion fish | source',
  },
  {
    name: 'version',
    summary: 'Print the version',
    flags: [...common],
    example: 'orchestrator version --format=json',
  },
];
