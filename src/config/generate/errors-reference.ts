/** docs/reference/errors.md, made of the table of problems. Pure. */
import { type ProblemCode, problems } from '../../errors/problem.ts';
import { cell, MADE, table } from './markdown.ts';

const exits: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'changes found (`diff`)',
  2: 'usage or config',
  3: 'build',
  4: 'registry',
  5: 'render',
  6: 'apply',
  7: 'not ready',
  8: 'integrity',
  9: 'conflict',
  10: 'refused by a guard',
  11: 'environment',
  70: 'a bug of this program',
  124: 'deadline',
  129: 'ended by SIGHUP',
  130: 'interrupted: Ctrl-C, SIGINT',
  143: 'ended by SIGTERM',
};

/** What each code says, for who meets it in a log. A new code does not compile before it has its line. */
const meanings: Readonly<Record<ProblemCode, string>> = {
  USAGE_INVALID: 'A flag or an argument is wrong.',
  CONFIG_NOT_FOUND: 'There is no config file where one was looked for.',
  CONFIG_INVALID: 'The config says something that it cannot say, or contradicts itself.',
  CONFIG_UNSUPPORTED: 'The config uses a field or a version of Skaffold that is not read yet.',
  CONFIG_LIMIT: 'The config would cost more to read than any config should.',
  YAML_INVALID: 'The file is no YAML, or uses a part of it that is not read.',
  TEMPLATE_INVALID: 'A template is malformed, or failed on its values.',
  TEMPLATE_COMMAND_REFUSED: 'A template wants to run a program, which nobody allowed.',
  PROFILE_UNKNOWN: 'A profile was asked for that the config does not have.',
  ARTIFACT_UNKNOWN: 'An image was asked for that the config does not build.',
  ARTIFACT_CYCLE: 'Artifacts require each other, so none can be built first.',
  IMAGE_REFERENCE_INVALID: 'A text is no image reference.',
  ARTIFACTS_FILE_INVALID: 'A file of built images cannot be read as one.',
  TAG_FAILED: 'The tag policy could make no tag.',
  INPUT_MISSING: 'A file or a folder that was named is not there.',
  INPUT_INVALID: 'A file or a value that was given cannot be used.',
  INPUT_CHANGED: 'A file changed while an image was built from it.',
  BUILD_FAILED: 'A build ended with an error.',
  BUILD_INCOMPLETE:
    'Of several images not all were built; it stands below what failed, and names what is built and what was not begun.',
  HOOK_FAILED: 'A hook of the config ended with an error.',
  DEPLOY_HOOK_FAILED: 'A hook around a deploy ended with an error.',
  REGISTRY_UNREACHABLE: 'A registry could not be reached.',
  REGISTRY_UNAUTHORIZED: 'A registry wants credentials, or refused those it got.',
  REGISTRY_DENIED: 'A registry refuses what was asked for.',
  REGISTRY_NOT_FOUND: 'A registry does not have what was asked for.',
  REGISTRY_LIMITED: 'A registry takes no more requests for now.',
  REGISTRY_FAILED: 'A registry failed, or answered in a way that makes no sense.',
  PUBLISH_INCOMPLETE: 'An image with `alsoPush` did not reach every registry; each is named with what it has.',
  CREDENTIAL_HELPER_FAILED: 'A credential helper ended with an error.',
  CREDENTIAL_HELPER_REFUSED: 'A credential helper lies where none is trusted.',
  REGISTRY_REALM_REFUSED: 'A registry wants its credentials sent to another host.',
  REGISTRY_REDIRECT_REFUSED: 'A registry sends a request somewhere it must not go.',
  RENDER_FAILED: 'A hook around rendering failed, or gave no manifests back.',
  MANIFEST_INVALID: 'A manifest is no Kubernetes object.',
  MANIFEST_AMBIGUOUS:
    'A plain scalar of a manifest, `on` or `0777`, means one thing to Kubernetes and another to YAML 1.2. Only a warning.',
  IMAGE_UNDIGESTED: 'An image of the project would go out without a digest.',
  IMAGE_NOT_ALLOWED: 'An image comes from a registry that `manifests.allowedRegistries` does not name.',
  IMAGE_TEXT_INVALID: 'A manifest has an image field that is no image reference.',
  DIGEST_MISMATCH: 'Bytes do not have the digest that they were asked for by.',
  IMAGE_INVALID: 'An image is malformed.',
  NOT_REPRODUCIBLE: 'Two runs of `--verify-reproducible` did not give the same bytes.',
  STORE_DAMAGED: 'A file of the local store is not what it was written as.',
  APPLY_FAILED: 'The API server refuses an object, or does not know its kind.',
  LOAD_FAILED: 'An image could not be put into a node.',
  PLAN_INVALID: 'A file is no plan, is one of another version, or was changed.',
  PLAN_OUTDATED: 'A plan does not hold any more; each thing that changed since is named, with who did it.',
  NOT_READY: 'Something that was applied cannot become ready, or did not in time; each with the reason that decided.',
  APPLY_CONFLICT: 'Another manager has set a field of an object otherwise.',
  LEASE_HELD: 'Another run is changing the set.',
  LEASE_LOST: 'Another run has taken the set over while this one was paused or cut off; nothing was written since.',
  DEPLOY_CONFLICT: 'A target was changed by someone else.',
  DEPLOY_REFUSED: 'A guard refuses the deployment.',
  TARGET_REFUSED: 'The context leads to another cluster than the one that is meant, or to a protected one.',
  KUBE_PROGRAM_REFUSED:
    'A kubeconfig logs in with a program that lies where none is trusted, or that is not the one of before.',
  KUBE_LOGIN_FAILED: 'The program that a kubeconfig logs in with gave no login.',
  KUBECONFIG_INVALID: 'There is no kubeconfig, or it does not say how to reach a cluster.',
  CLUSTER_UNREACHABLE: 'The API server could not be reached.',
  CLUSTER_DENIED: 'The API server refuses what was asked for.',
  CLUSTER_FAILED: 'The API server failed, or answered in a way that makes no sense.',
  ENGINE_UNREACHABLE: 'The Docker engine could not be reached.',
  TOOL_MISSING: 'A program that is needed is not there.',
  GIT_FAILED: 'git ended with an error.',
  PORT_IN_USE: 'Another program listens on a port that is needed.',
  DISK_FULL: 'There is no space left.',
  FILE_FAILED: 'A file could not be read or written.',
  NETWORK_REFUSED: 'Something wanted the network although it was to stay unused.',
  RUN_INTERRUPTED: 'A run was stopped midway; told as a warning, with what it had done and what it had not.',
  TIMED_OUT: 'A deadline passed.',
  CANCELLED: 'The run was interrupted.',
  INTERNAL: 'A bug of this program; please report it.',
};

export function errorsReference(): string {
  const codes = Object.keys(problems) as ProblemCode[]; // the keys of the table are the codes
  return `${MADE}

# Errors

Every error has a stable code, a sentence, the place in a file where there is one, and a hint. The program ends with the exit code of the first.

## Exit codes

${table(
  ['exit', 'meaning'],
  Object.entries(exits).map(([exit, meaning]) => [exit, meaning]),
)}

## Codes

${table(
  ['code', 'exit', 'meaning', 'what to do'],
  codes.map((code) => [`\`${code}\``, String(problems[code].exit), cell(meanings[code]), cell(problems[code].hint)]),
)}
`;
}
