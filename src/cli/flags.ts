/**
 * Every flag, once. Help, docs/reference/cli.md, completion and the environment variables come from this table.
 * Names and meanings are Skaffold's where both have the feature.
 */

interface FlagBase {
  readonly short?: string;
  /** One sentence without a full stop. */
  readonly description: string;
  /** An empty variable is one that nobody set, though an empty word means something. */
  readonly isUnsetWhenEmpty?: true;
}
export type Flag =
  | (FlagBase & { readonly type: 'boolean'; readonly default?: boolean })
  | (FlagBase & {
      readonly type: 'text';
      readonly value: string;
      readonly default?: string;
      readonly oneOf?: readonly string[];
    })
  | (FlagBase & { readonly type: 'number'; readonly value: string })
  /** May be repeated, and each may be a comma list. */
  | (FlagBase & { readonly type: 'list'; readonly value: string; readonly refusesEmpty?: true });

export const flags = {
  'accept-target': {
    type: 'boolean',
    description: 'Take the cluster that the context leads to now, and its login program, for the right one from now on',
  },
  'allow-protected': {
    type: 'boolean',
    description:
      'Let a target that is protected in orchestrator.targets.yaml be deleted from, and fields be taken over',
  },
  'allow-template-commands': { type: 'boolean', description: 'Let templates of the config run programs with {{cmd}}' },
  'allow-undigested': { type: 'boolean', description: 'Let an image of ours through without a digest' },
  'allow-prune': { type: 'boolean', description: 'Let a hand-over remove, or an apply delete, most of what it owned' },
  address: {
    type: 'text',
    value: 'HOST',
    description: 'Address to listen on, instead of loopback; one that others reach needs a password file and TLS',
  },
  'build-artifacts': {
    type: 'text',
    short: 'a',
    value: 'FILE',
    description: 'Images as written by build --file-output; - is standard input',
  },
  'build-concurrency': { type: 'number', value: 'N', description: 'Builds at the same time; 0 is no limit' },
  'build-image': {
    type: 'list',
    short: 'b',
    value: 'TEXT',
    description: 'Build only artifacts whose name contains this',
  },
  'dry-run': { type: 'boolean', description: 'Say what would be done, and do nothing' },
  'default-repo': {
    type: 'text',
    short: 'd',
    value: 'REPOSITORY',
    description: 'Repository that images are pushed to; an empty value means none',
  },
  'digest-source': {
    type: 'text',
    value: 'SOURCE',
    oneOf: ['none', 'local', 'tag', 'remote'],
    description:
      'Where digests come from: only the given artifacts (none), a build (local), nowhere (tag), or the registry (remote)',
  },
  'disable-multi-platform-build': {
    type: 'boolean',
    description: "Build for one platform only: the host's where it is asked for, else the first",
  },
  'file-output': { type: 'text', value: 'FILE', description: 'Write the built images with their digests to this file' },
  filename: {
    type: 'text',
    short: 'f',
    value: 'FILE',
    description: 'Config: a file, a folder, or - for standard input',
  },
  'delete-data': {
    type: 'list',
    value: 'KIND/NAME',
    description: 'Volumes, claims, namespaces and definitions that may be deleted with all that is in them',
  },
  'force-foreign': { type: 'boolean', description: 'Delete also what was applied by others' },
  'force-conflicts': { type: 'boolean', description: 'Take fields over that other managers have set otherwise' },
  force: {
    type: 'boolean',
    description:
      'Overwrite files that are not ours or were edited; in a cluster, delete and make anew what cannot be changed',
  },
  format: {
    type: 'text',
    value: 'FORMAT',
    default: 'text',
    oneOf: ['text', 'json'],
    description: 'How the result is printed on standard output',
  },
  'cache-artifacts': {
    type: 'boolean',
    default: true,
    description: 'Take an image that the same inputs gave before instead of building it',
  },
  config: { type: 'text', short: 'c', value: 'FILE', description: 'Global config; ~/.skaffold/config unless said' },
  images: {
    type: 'list',
    short: 'i',
    value: 'NAME=REFERENCE',
    // An empty one comes of an empty variable of a script; without it something else would be deployed.
    refusesEmpty: true,
    description: 'Images to use, beside or instead of --build-artifacts',
  },
  'insecure-registry': { type: 'list', value: 'HOST', description: 'Registries that are spoken to without TLS' },
  'kube-context': {
    type: 'text',
    value: 'NAME',
    description: 'Context of the kubeconfig to use, instead of the current one; it activates profiles too',
  },
  kubeconfig: {
    type: 'text',
    value: 'FILE',
    description: 'Kubeconfig to use, instead of those in KUBECONFIG or ~/.kube/config',
  },
  label: { type: 'list', short: 'l', value: 'KEY=VALUE', description: 'Labels to add to every object' },
  namespace: { type: 'text', short: 'n', value: 'NAME', description: 'Namespace of the objects that name none' },
  offline: { type: 'boolean', description: 'Open no socket; what would need one is an error' },
  'lease-timeout': {
    type: 'text',
    value: 'DURATION',
    description: 'How long to wait while another run is changing the set: 90s, 10m; not at all unless said',
  },
  load: {
    type: 'boolean',
    description: 'Put the images into the nodes of the cluster; they are not pushed unless --push says so',
  },
  output: {
    type: 'text',
    short: 'o',
    value: 'FILE',
    description: 'Write the manifests to this file, or below this folder when it ends with a slash',
  },
  'output-template': {
    type: 'text',
    short: 'o',
    value: 'TEMPLATE',
    default: '{{json .}}',
    description: 'Go template over .Builds for --quiet and --file-output',
  },
  'password-file': {
    type: 'text',
    value: 'FILE',
    description: 'File with the password that clients must send, with any user name',
  },
  plan: {
    type: 'text',
    value: 'FILE',
    description: 'Apply what this plan says, or refuse with what has changed since; FILEs are those of its Secrets',
  },
  'plan-out': {
    type: 'text',
    value: 'FILE',
    description: 'Write what would be done to the cluster to this file, for --plan, and do nothing to it',
  },
  platform: { type: 'list', value: 'OS/ARCH', description: 'Platforms to build for' },
  port: { type: 'number', value: 'PORT', description: 'Port to listen on; 5080 unless the config says otherwise' },
  profile: {
    type: 'list',
    short: 'p',
    value: 'NAME',
    description: 'Activate a profile; -NAME keeps one from being activated',
  },
  'profile-auto-activation': { type: 'boolean', default: true, description: 'Let profiles activate themselves' },
  progress: {
    type: 'text',
    value: 'VIEW',
    default: 'auto',
    oneOf: ['auto', 'list', 'plain', 'json', 'none'],
    description: 'How the run is shown on standard error',
  },
  push: { type: 'boolean', description: 'Push the images; true unless the config says otherwise' },
  quiet: { type: 'boolean', short: 'q', description: 'Show no progress; print the built images on standard output' },
  rebuild: { type: 'boolean', description: 'Run every step of a Dockerfile anew, whatever the engine has kept of it' },
  refresh: {
    type: 'boolean',
    description: 'Look up the tags of base images again, and move orchestrator.lock; false: not even the old ones',
  },
  'resource-selector-rules-file': {
    type: 'text',
    value: 'FILE',
    description: 'More resourceSelector rules, YAML or JSON',
  },
  watch: {
    type: 'boolean',
    description: 'Show how what is there comes up until all of it is ready, or one cannot become it',
  },
  to: {
    type: 'number',
    value: 'REVISION',
    description: 'Bring back what this revision of the set left, as --list numbers them',
  },
  list: { type: 'boolean', description: 'Say which revisions of the set are kept, and change nothing' },
  'rollback-on-failure': {
    type: 'boolean',
    description: 'Where the apply fails, or what it applied does not become ready, put back what was before',
  },
  'status-check': {
    type: 'boolean',
    description: 'Wait until what was applied is ready; true unless the config says otherwise',
  },
  'set-name': {
    type: 'text',
    isUnsetWhenEmpty: true,
    value: 'NAME',
    description: 'Set that the objects are all of; an empty value means none',
  },
  'strict-images': { type: 'boolean', description: 'Fail on image fields that hold no image reference' },
  tag: { type: 'text', short: 't', value: 'TAG', description: 'Tag of every image, instead of the tag policy' },
  timeout: {
    type: 'text',
    value: 'DURATION',
    description: 'How long to wait until what was applied is ready: 90s, 1h30m; 10m unless the config says otherwise',
  },
  'tls-cert': { type: 'text', value: 'FILE', description: 'Certificate chain, PEM' },
  'tls-key': { type: 'text', value: 'FILE', description: 'Private key, PEM' },
  'verify-reproducible': {
    type: 'boolean',
    description: 'Run twice in other surroundings and say what differs; nothing is pushed or written',
  },
  verbosity: {
    type: 'text',
    short: 'v',
    value: 'LEVEL',
    default: 'warning',
    oneOf: ['panic', 'fatal', 'error', 'warning', 'warn', 'info', 'debug', 'trace'],
    description: 'debug and trace show the stack of a failure',
  },
  'tolerate-failures-until-deadline': {
    type: 'boolean',
    description: 'Let failures end the wait only at its deadline: what fails now may be mended by then',
  },
  'wait-for-deletions': {
    type: 'boolean',
    description:
      'Wait until what is being deleted is gone: before an apply what it makes, after a delete what it took away',
  },
  'wait-for-deletions-max': {
    type: 'text',
    value: 'DURATION',
    description: 'How long to wait for deletions: 90s, 10m; 60s unless said',
  },
  'wait-for-deletions-delay': {
    type: 'text',
    value: 'DURATION',
    description: 'Pause between two looks, where deletions may not be watched; 2s unless said',
  },
  // Read for Skaffold's sake; they ask for what is the case here anyway, or for what this program never does.
  'assume-yes': { type: 'boolean', description: 'Accepted; nothing is ever asked' },
  'check-cluster-node-platforms': { type: 'boolean', description: 'Accepted; builds never ask a cluster' },
  color: { type: 'text', value: 'N', description: 'Accepted; NO_COLOR and FORCE_COLOR decide' },
  'detect-minikube': { type: 'boolean', description: 'Accepted; builds never ask a cluster' },
  interactive: { type: 'boolean', description: 'Accepted; nothing is ever asked' },
  'skip-tests': { type: 'boolean', description: 'Accepted; build runs no tests' },
  timestamps: { type: 'boolean', description: 'Accepted; --progress=json has the time of every event' },
  'update-check': { type: 'boolean', description: 'Accepted; no update check exists' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof flags;

/** What a flag's value is once parsed. */
type ValueOf<F extends Flag> = F['type'] extends 'boolean'
  ? boolean
  : F['type'] extends 'number'
    ? number
    : F['type'] extends 'list'
      ? readonly string[]
      : string;

/** Values by flag name; absent where neither the command line, nor the environment, nor a default says anything. */
export type FlagValues = { readonly [Name in FlagName]?: ValueOf<(typeof flags)[Name]> };

/** The flag as users type it: `output-template` is build's `--output`, as in Skaffold. */
export const spelledName = (name: FlagName): string => (name === 'output-template' ? 'output' : name);
