/**
 * Text → what a command works with.
 *
 *     text ─► documents ─► versions ─► shape ─► profiles ─► one config ─► shape ─► rules ─► ResolvedConfig
 *
 * The shape is checked before profiles, so that a mistake in a profile that is not active is found too, and after
 * them where they changed something. Fields that are not supported are no matter until they count. Every mistake is
 * told at once, each with its place: what is wrong is left out, and the rest goes on to the next step, where nothing
 * is said that what was left out could have made true.
 *
 * Pure; asynchronous only because the words for a wrong shape are loaded when there is one.
 */
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { checkDocument } from './check-document.ts';
import type { Config } from './config.schema.ts';
import { findDormant, findUnsupported } from './foreign.ts';
import { type Gap, gapAtKey, isOfStandIn, mayBeAt, wholeGap } from './gaps.ts';
import { joinDocuments } from './join-documents.ts';
import { pathOfText } from './path.ts';
import type { Profile } from './profile.schema.ts';
import { plainPatterns } from './profiles/activation.ts';
import { applyProfiles, checkProfiles } from './profiles/apply.ts';
import { chooseProfiles, findUnknown } from './profiles/choose.ts';
import { contextConflicts } from './profiles/context-conflict.ts';
import type { ConfigRequest, Notice, ResolvedConfig } from './resolved-config.ts';
import { checkRules } from './rules.ts';
import { readVersion } from './skaffold/versions.ts';
import { placeIn, problemAt, type Source } from './source.ts';
import { type ConfigNode, mapNode, type NodePath, nodeAt, spanAt } from './yaml/node.ts';
import { readSoundDocuments } from './yaml/read-documents.ts';

/** @returns CONFIG_*, YAML_INVALID, PROFILE_UNKNOWN, ARTIFACT_CYCLE and so on, all at once in the order of the text, a hundred at most. */
export async function resolveConfig(request: ConfigRequest): Promise<Result<ResolvedConfig>> {
  const problems: Problem[] = [];
  const resolved = await resolve(request, { file: request.file, text: request.text }, problems);
  const [first, ...rest] = problems
    .filter(({ message, hint = '' }) => !isOfStandIn(`${message}${hint}`))
    .toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
  if (first !== undefined) return err(first, ...rest.slice(0, MOST - 1));
  return resolved === undefined ? err({ code: 'CONFIG_INVALID', message: `${request.file} is empty` }) : ok(resolved);
}

const MOST = 100;
const CONTEXT =
  'Name the context with --kube-context, the profile with --profile, or take it away with --profile=-NAME.';

/** Adds what is wrong to `problems`, and goes on with what is right as far as it can. */
async function resolve(
  request: ConfigRequest,
  source: Source,
  problems: Problem[],
): Promise<ResolvedConfig | undefined> {
  const read = readSoundDocuments(source.text, source.file);
  problems.push(...read.problems);
  const versions = read.documents.map((root) => readVersion(withoutHidden(root), source));
  problems.push(...versions.flatMap((version) => (version.ok ? [] : version.problems)));
  const versioned = versions.flatMap((version) => (version.ok ? [version.value] : []));
  const written = versioned.map(({ root }) => root);

  const shaped = (await Promise.all(written.map((root) => checkDocument(root, source, problems)))).filter(isDefined);
  const isLost = read.isPartial || shaped.length < read.documents.length;
  const profiled = shaped.map(({ written: root, config, gaps }) => {
    const twice = read.problems.flatMap(({ at }) => (at === undefined ? [] : (gapAtKey(root, at) ?? [])));
    return { root, profiles: config.profiles ?? [], gaps: [...gaps, ...twice] };
  });
  problems.push(...profiled.flatMap((document) => checkProfiles(document, source)));
  const profiles = profiled.flatMap((document) => document.profiles);
  const asked = request.profiles.flatMap((names) => names.split(',')).filter((name) => name !== '');
  // One that was left out, or stands in a document that could not be read, may be the one that is asked for.
  const namesOfProfiles = ['profiles', '*', 'name'];
  const mayBeNamed = ({ written: path }: Gap): boolean => mayBeAt({ places: [path] }, namesOfProfiles);
  const hasAllProfiles = !isLost && !profiled.some(({ gaps }) => gaps.some(mayBeNamed));
  if (hasAllProfiles) problems.push(...findUnknown(profiles, asked));
  const active = chooseProfiles(profiles, asked, request.autoActivate ? request : undefined);
  const applied = profiled.map((document) => applyProfiles(document, active, source));
  problems.push(...applied.flatMap((document) => document.problems));
  const [first, ...rest] = applied;
  if (first === undefined) {
    problems.push(...written.flatMap((root) => findUnsupported(root, source)));
    return undefined;
  }
  const joined = joinDocuments([first, ...rest], source);
  problems.push(...joined.problems, ...findUnsupported(joined.root, source));

  // What no profile and no second document changed has been checked already.
  const [before] = shaped;
  const final = joined.root === before?.written ? before : await checkDocument(joined.root, source, problems);
  if (final === undefined) return undefined;
  const isWhole = nodeAt(joined.root, ['requires']) === undefined;
  const gaps = [...final.gaps, ...applied.flatMap((document) => document.gaps), ...(isLost ? [wholeGap] : [])];
  problems.push(...checkRules(final, { isWhole, gaps }, source));

  const { config, root } = final;
  const activated = profiles.filter(({ name }) => active.includes(name) && !asked.includes(name));
  for (const message of contextConflicts(activated, config.deploy.kubeContext, request))
    problems.push({
      ...problemAt(source, spanAt(root, ['deploy', 'kubeContext'], 'value'), 'CONFIG_INVALID', message),
      hint: CONTEXT,
    });
  const assumesRawYaml = rest.length === 0 && config.manifests.rawYaml === undefined && !hasOwnManifests(config);
  const placeOf = (path: NodePath) => placeIn(source, spanAt(root, path, 'value'));
  return {
    config,
    isSkaffold: versioned[0]?.isSkaffold ?? false,
    rawYaml: config.manifests.rawYaml ?? (assumesRawYaml ? ['k8s/*.yaml'] : []),
    assumesRawYaml,
    activeProfiles: active,
    dormant: findDormant(root, source),
    notices: profiles.flatMap(noticesOf),
    placeOf,
    placeOfText(text) {
      const path = pathOfText(config, text);
      return path && placeOf(path);
    },
  };
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** What is taken otherwise than its writer may think. */
const noticesOf = (profile: Profile): readonly Notice[] =>
  plainPatterns(profile).map((pattern) => ({
    message: `profile "${profile.name}" is activated by "${pattern}", which is no regular expression and is compared as it is`,
  }));

/** Deployers that bring their own objects: without `manifests` nothing is rendered for them. */
const hasOwnManifests = ({ deploy }: Config): boolean => deploy.docker !== undefined || deploy.cloudrun !== undefined;

/** Top-level keys that begin with a dot are places for anchors. */
function withoutHidden(root: ConfigNode): ConfigNode {
  if (root.kind !== 'map') return root;
  const entries = [...root.entries].filter(([name]) => !name.startsWith('.'));
  return entries.length === root.entries.size ? root : mapNode(new Map(entries), root.span);
}
