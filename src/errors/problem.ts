/**
 * Everything that can go wrong for a user, in one table: a stable code, the exit code that it ends
 * the program with, and what to do about it.
 *
 * Exit codes: 0 done, 1 changes found, 2 usage or config, 3 build, 4 registry, 5 render, 6 apply,
 * 7 not ready in time, 8 integrity, 9 conflict, 10 refused by a guard, 11 environment,
 * 70 a bug of ours, 124 deadline, 129, 130 and 143 ended by a signal. docs/reference/errors.md is generated from this table.
 */
import type { TextTree } from '../lib/text-tree.ts';

export const problems = {
  USAGE_INVALID: { exit: 2, hint: 'Run the command with --help to see its flags.' },
  CONFIG_NOT_FOUND: { exit: 2, hint: 'Write an orchestrator.yaml, or name one with --filename.' },
  CONFIG_INVALID: { exit: 2, hint: 'docs/reference/config.md lists every field.' },
  CONFIG_UNSUPPORTED: { exit: 2, hint: 'Remove the field, or keep that part in the tool that reads it today.' },
  CONFIG_LIMIT: { exit: 2, hint: 'Split the file; anchors and merge keys count at every use.' },
  YAML_INVALID: { exit: 2, hint: 'The file is not valid YAML at this place.' },
  TEMPLATE_INVALID: { exit: 2, hint: 'Templates are Go templates: {{.VAR}}, {{default "x" .VAR}}.' },
  TEMPLATE_COMMAND_REFUSED: { exit: 10, hint: 'Pass --allow-template-commands if you trust this config.' },
  PROFILE_UNKNOWN: { exit: 2, hint: 'Profiles are listed under "profiles" in the config.' },
  ARTIFACT_UNKNOWN: { exit: 2, hint: 'Artifacts are listed under build.artifacts in the config.' },
  ARTIFACT_CYCLE: { exit: 2, hint: 'Remove one "requires" of the cycle.' },
  IMAGE_REFERENCE_INVALID: { exit: 2, hint: 'Write [registry/]name[:tag][@sha256:…].' },
  ARTIFACTS_FILE_INVALID: { exit: 2, hint: 'Write it with "orchestrator build --file-output=FILE".' },
  TAG_FAILED: { exit: 2, hint: 'Choose another build.tagPolicy, or pass --tag.' },
  INPUT_MISSING: { exit: 2, hint: "Paths are relative to the folder of the config or to the artifact's context." },
  INPUT_INVALID: { exit: 2, hint: '' },
  INPUT_CHANGED: { exit: 3, hint: 'Something writes into the context during the build; stop it, or ignore that path.' },
  BUILD_FAILED: { exit: 3, hint: 'The last lines of the build are above.' },
  BUILD_INCOMPLETE: { exit: 3, hint: '' },
  HOOK_FAILED: { exit: 3, hint: 'The last lines of the hook are above.' },
  REGISTRY_UNREACHABLE: { exit: 4, hint: 'Check the name, the network and the proxy settings.' },
  REGISTRY_UNAUTHORIZED: { exit: 4, hint: 'Log in with "docker login" for that registry.' },
  REGISTRY_DENIED: {
    exit: 4,
    hint: 'The registry knows you and refuses this; ask for the right to push or pull there.',
  },
  REGISTRY_NOT_FOUND: { exit: 4, hint: 'Check the name and the tag.' },
  REGISTRY_LIMITED: { exit: 4, hint: 'The registry limits requests; wait, or log in for a higher limit.' },
  REGISTRY_FAILED: {
    exit: 4,
    hint: 'The registry answered in a way that the OCI distribution specification does not allow, or failed.',
  },
  PUBLISH_INCOMPLETE: { exit: 4, hint: 'Run again: what is there stays, and only what is missing is sent.' },
  CREDENTIAL_HELPER_FAILED: { exit: 4, hint: 'Run "docker-credential-NAME list" by hand to see what it says.' },
  CREDENTIAL_HELPER_REFUSED: { exit: 10, hint: 'Credential helpers come from PATH, never from inside the project.' },
  REGISTRY_REALM_REFUSED: { exit: 10, hint: 'List the realm under registries[].realms in the config if you trust it.' },
  REGISTRY_REDIRECT_REFUSED: { exit: 10, hint: '' },
  RENDER_FAILED: { exit: 5, hint: 'The last lines of the hook are above.' },
  MANIFEST_INVALID: { exit: 5, hint: 'The document is not a Kubernetes object at this place.' },
  MANIFEST_AMBIGUOUS: { exit: 5, hint: 'Quote it where text is meant.' },
  IMAGE_UNDIGESTED: {
    exit: 5,
    hint: 'Build and push first, pass --build-artifacts, or allow it with --allow-undigested.',
  },
  IMAGE_NOT_ALLOWED: { exit: 10, hint: 'The config names the registries that images may come from.' },
  IMAGE_TEXT_INVALID: { exit: 5, hint: 'Write an image reference; --strict-images makes this warning an error.' },
  DIGEST_MISMATCH: { exit: 8, hint: 'The bytes are not what their digest says; nothing of them was used.' },
  IMAGE_INVALID: { exit: 8, hint: '' },
  NOT_REPRODUCIBLE: {
    exit: 8,
    hint: 'Something in it depends on the clock, the time zone, the locale, the home, the umask, the path or the order.',
  },
  STORE_DAMAGED: { exit: 8, hint: 'Remove the named file; it is made anew by the next build.' },
  APPLY_FAILED: { exit: 6, hint: 'The API server refused it; what was applied before it stays.' },
  LOAD_FAILED: { exit: 6, hint: 'Push the images instead, where the nodes can pull them.' },
  DEPLOY_HOOK_FAILED: { exit: 6, hint: 'The last lines of the hook are above; what was applied stays.' },
  PLAN_INVALID: { exit: 2, hint: 'Make it anew with --plan-out; a plan is not edited.' },
  PLAN_OUTDATED: { exit: 9, hint: 'Nothing was applied. Make a plan anew with --plan-out, and look at it.' },
  NOT_READY: { exit: 7, hint: '' },
  APPLY_CONFLICT: { exit: 9, hint: 'Take the fields over with --force-conflicts, or leave them out.' },
  LEASE_HELD: { exit: 9, hint: 'Run it again when that one has ended, or have it wait: --lease-timeout=10m.' },
  LEASE_LOST: {
    exit: 9,
    hint: 'Nothing was written since; this run was away for too long. Run it again: what is there now is compared.',
  },
  DEPLOY_CONFLICT: { exit: 9, hint: 'Look at the file; --force overwrites it.' },
  DEPLOY_REFUSED: { exit: 10, hint: '' },
  TARGET_REFUSED: { exit: 10, hint: 'Check which cluster the context leads to.' },
  KUBE_PROGRAM_REFUSED: { exit: 10, hint: 'Programs that log in come from PATH, never from inside the project.' },
  KUBE_LOGIN_FAILED: { exit: 11, hint: 'Run the program by hand to see what it says, or log in again.' },
  KUBECONFIG_INVALID: {
    exit: 11,
    hint: 'Name one with --kubeconfig or KUBECONFIG, and a context with --kube-context.',
  },
  CLUSTER_UNREACHABLE: { exit: 11, hint: 'Check the context, the network and the proxy settings.' },
  CLUSTER_DENIED: { exit: 6, hint: 'Ask for the right, or log in as somebody who has it.' },
  CLUSTER_FAILED: { exit: 6, hint: '' },
  ENGINE_UNREACHABLE: {
    exit: 11,
    hint: 'Start the Docker engine, set DOCKER_HOST, or use the "layers" builder, which needs none.',
  },
  TOOL_MISSING: { exit: 11, hint: 'Install it, or choose another builder.' },
  GIT_FAILED: { exit: 11, hint: '' },
  PORT_IN_USE: { exit: 11, hint: 'Stop the program that uses it, or set registry.port in the config.' },
  DISK_FULL: { exit: 11, hint: 'Free some space and run again; nothing half-written was left.' },
  FILE_FAILED: { exit: 11, hint: '' },
  NETWORK_REFUSED: { exit: 11, hint: 'Leave out --offline, or give everything that is needed as files.' },
  RUN_INTERRUPTED: {
    exit: 130,
    hint: 'The same command, run again, looks at what is there and does the rest; until a run ends well, each tells this.',
  },
  TIMED_OUT: { exit: 124, hint: '' },
  CANCELLED: { exit: 130, hint: '' },
  INTERNAL: { exit: 70, hint: '' },
} as const satisfies Record<string, { readonly exit: number; readonly hint: string }>;

export type ProblemCode = keyof typeof problems;

/** A place in a text. Offsets are UTF-16 code units from the file's start; `end` is exclusive. */
export interface SourceSpan {
  /** Path as the user would write it, relative to the working folder where possible; `-` is standard input. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** The whole text of that file, so that the line can be shown without reading it again. */
  readonly text: string;
}

export interface Problem {
  readonly code: ProblemCode;
  /** One sentence without a full stop: what, on which thing, with the offending value. Never a secret. */
  readonly message: string;
  /** Beats the table's hint where the case is known better; `''` shows none. */
  readonly hint?: string;
  readonly at?: SourceSpan | undefined;
  /** What of it is not as it is to be, from the whole to its parts. */
  readonly parts?: readonly TextTree[];
  /** What led to it, nearest first. */
  readonly because?: readonly Problem[];
}

/** A failed operation. A user's mistake that is found while reading is a {@link Problem} in a Result instead. */
export class OrchestratorError extends Error {
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problem: Problem | readonly [Problem, ...Problem[]], options?: { readonly cause?: unknown }) {
    const all = isMany(problem) ? problem : ([problem] as const);
    super(all.map((one) => `${one.code}: ${one.message}`).join('\n'), options);
    this.name = 'OrchestratorError';
    this.problems = all;
  }
}

/** The exit code of the first problem; 2 when there is none. */
export const exitCodeOf = (list: readonly Problem[]): number =>
  list[0] === undefined ? 2 : problems[list[0].code].exit;

const isMany = (value: Problem | readonly [Problem, ...Problem[]]): value is readonly [Problem, ...Problem[]] =>
  Array.isArray(value);
