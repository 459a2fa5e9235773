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
import { collect, err, ok, type Result } from '../errors/result.ts';
import { checkDocument } from './check-document.ts';
import type { Config } from './config.schema.ts';
import { findDormant, findUnsupported } from './foreign.ts';
import { joinDocuments } from './join-documents.ts';
import { pathOfText } from './path.ts';
import type { Profile } from './profile.schema.ts';
import { plainPatterns } from './profiles/activation.ts';
import { applyProfiles, checkProfiles } from './profiles/apply.ts';
import { chooseProfiles, findUnknown } from './profiles/choose.ts';
import type { ConfigRequest, Notice, ResolvedConfig } from './resolved-config.ts';
import { checkRules } from './rules.ts';
import { readVersion } from './skaffold/versions.ts';
import { placeIn, type Source } from './source.ts';
import { type ConfigNode, mapNode, type NodePath, nodeAt, spanAt } from './yaml/node.ts';
import { readSoundDocuments } from './yaml/read-documents.ts';

/** @returns CONFIG_*, YAML_INVALID, PROFILE_UNKNOWN, ARTIFACT_CYCLE and so on, all at once in the order of the text, a hundred at most. */
export async function resolveConfig(request: ConfigRequest): Promise<Result<ResolvedConfig>> {
  const problems: Problem[] = [];
  const resolved = await resolve(request, { file: request.file, text: request.text }, problems);
  const [first, ...rest] = problems.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
  if (first !== undefined) return err(first, ...rest.slice(0, MOST - 1));
  return resolved === undefined ? err({ code: 'CONFIG_INVALID', message: `${request.file} is empty` }) : ok(resolved);
}

const MOST = 100;

/** Adds what is wrong to `problems`, and goes on with what is right as far as it can. */
async function resolve(
  request: ConfigRequest,
  source: Source,
  problems: Problem[],
): Promise<ResolvedConfig | undefined> {
  /** The value, or undefined with its problems added. */
  const take = <T>(result: Result<T>, isSure = true): T | undefined => {
    if (result.ok) return result.value;
    if (isSure) problems.push(...result.problems);
    return undefined;
  };

  const read = readSoundDocuments(source.text, source.file);
  problems.push(...read.problems);
  const versioned = take(collect(read.documents.map((root) => readVersion(withoutHidden(root), source))));
  if (versioned === undefined) return undefined;
  const written = versioned.map(({ root }) => root);
  const unsupported = (roots: readonly ConfigNode[]) => roots.flatMap((root) => findUnsupported(root, source));

  const shaped = (await Promise.all(written.map((root) => checkDocument(root, source, problems)))).filter(isDefined);
  // What was left out as wrong may be what later steps miss.
  const isPartial = problems.length > 0;
  const profiled = shaped.map(({ written: root, config }) => ({ root, profiles: config.profiles ?? [] }));
  problems.push(...profiled.flatMap((document) => checkProfiles(document, source)));
  const profiles = profiled.flatMap((document) => document.profiles);
  const asked = request.profiles.flatMap((names) => names.split(',')).filter((name) => name !== '');
  // One that was left out, or stands in a document that could not be read, may be the one that is asked for.
  const hasAllProfiles = read.problems.length === 0 && profiles.length === countProfiles(written);
  if (hasAllProfiles) problems.push(...findUnknown(profiles, asked));
  const active = chooseProfiles(profiles, asked, request.autoActivate ? request : undefined);
  const applied = profiled.map((document) => applyProfiles(document, active, source));
  const left = applied.flatMap((document) => document.problems);
  if (!isPartial) problems.push(...left);
  const hasGaps = isPartial || left.length > 0;
  const [first, ...rest] = applied.map(({ root }) => root);
  const joined = first && take(joinDocuments(first, rest, source), !hasGaps);
  problems.push(...unsupported(joined === undefined ? written : [joined]));
  if (joined === undefined) return undefined;

  // What no profile and no second document changed has been checked already.
  const [before] = shaped;
  const final = joined === before?.written ? before : await checkDocument(joined, source, problems);
  if (final === undefined) return undefined;
  const isWhole = nodeAt(joined, ['requires']) === undefined;
  problems.push(...checkRules(final, { isWhole, isPartial: final.isPartial || hasGaps }, source));

  const { config, root } = final;
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

const countProfiles = (roots: readonly ConfigNode[]): number =>
  roots.reduce((count, root) => {
    const list = nodeAt(root, ['profiles']);
    return count + (list?.kind === 'list' ? list.items.length : 0);
  }, 0);

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
