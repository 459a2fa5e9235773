/**
 * Text → what a command works with.
 *
 *     text ─► documents ─► versions ─► shape ─► profiles ─► one config ─► shape ─► rules ─► ResolvedConfig
 *
 * The shape is checked before profiles, so that a mistake in a profile that is not active is found too, and after
 * them where they changed something. Fields that are not supported are no matter until they count. Every mistake is
 * told at once, each with its place.
 *
 * Pure; asynchronous only because the words for a wrong shape are loaded when there is one.
 */
import { collect, err, ok, type Result } from '../errors/result.ts';
import type { Config } from './config.schema.ts';
import { findDormant, findUnsupported, withoutUnsupported } from './foreign.ts';
import { joinDocuments } from './join-documents.ts';
import type { Profile } from './profile.schema.ts';
import { plainPatterns } from './profiles/activation.ts';
import { applyProfiles, readProfiles } from './profiles/apply.ts';
import { chooseProfiles } from './profiles/choose.ts';
import type { ConfigRequest, Notice, ResolvedConfig } from './resolved-config.ts';
import { checkRules } from './rules.ts';
import { checkShape } from './shape.ts';
import { readVersion } from './skaffold/versions.ts';
import { placeIn, type Source } from './source.ts';
import { type ConfigNode, mapNode, nodeAt, spanAt } from './yaml/node.ts';
import { readDocuments } from './yaml/read-documents.ts';

/** @returns CONFIG_*, YAML_INVALID, PROFILE_UNKNOWN, ARTIFACT_CYCLE and so on, all at once in the order of the text, a hundred at most. */
export async function resolveConfig(request: ConfigRequest): Promise<Result<ResolvedConfig>> {
  const resolved = await resolve(request, { file: request.file, text: request.text });
  if (resolved.ok) return resolved;
  const [first, ...rest] = resolved.problems.toSorted((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
  return first === undefined ? resolved : err(first, ...rest.slice(0, MOST - 1));
}

const MOST = 100;

async function resolve(request: ConfigRequest, source: Source): Promise<Result<ResolvedConfig>> {
  const documents = readDocuments(source.text, source.file);
  if (!documents.ok) return documents;
  const versioned = collect(documents.value.map((root) => readVersion(withoutHidden(root), source)));
  if (!versioned.ok) return versioned;
  const written = versioned.value.map(({ root }) => root);

  const shapes = collect(await Promise.all(written.map((root) => checkShape(withoutUnsupported(root), source))));
  if (!shapes.ok) return err(...shapes.problems, ...written.flatMap((root) => findUnsupported(root, source)));
  const profiled = collect(
    written.map((root, index) => readProfiles(root, shapes.value[index]?.config.profiles, source)),
  );
  if (!profiled.ok) return profiled;
  const profiles = profiled.value.flatMap((document) => document.profiles);
  const active = chooseProfiles(
    profiles,
    request.profiles.flatMap((names) => names.split(',')).filter((name) => name !== ''),
    request.autoActivate ? request : undefined,
  );
  if (!active.ok) return active;
  const applied = collect(profiled.value.map((document) => applyProfiles(document, active.value, source)));
  if (!applied.ok) return applied;

  const [first, ...rest] = applied.value;
  if (first === undefined) return err({ code: 'CONFIG_INVALID', message: `${source.file} is empty` });
  const joined = joinDocuments(first, rest, source);
  if (!joined.ok) return joined;
  // What no profile and no second document changed has been checked already.
  const [before] = shapes.value;
  const isSame = joined.value === written[0] && before !== undefined;
  const shaped = isSame ? ok(before) : await checkShape(withoutUnsupported(joined.value), source);
  const unsupported = findUnsupported(joined.value, source);
  if (!shaped.ok) return err(...shaped.problems, ...unsupported);
  const isWhole = nodeAt(joined.value, ['requires']) === undefined;
  const [wrong, ...more] = [...unsupported, ...checkRules(shaped.value, isWhole, source)];
  if (wrong !== undefined) return err(wrong, ...more);

  const { config, root } = shaped.value;
  const assumesRawYaml = rest.length === 0 && config.manifests.rawYaml === undefined && !hasOwnManifests(config);
  return ok({
    config,
    isSkaffold: versioned.value[0]?.isSkaffold ?? false,
    rawYaml: config.manifests.rawYaml ?? (assumesRawYaml ? ['k8s/*.yaml'] : []),
    assumesRawYaml,
    activeProfiles: active.value,
    dormant: findDormant(root, source),
    notices: profiles.flatMap(noticesOf),
    placeOf: (path) => placeIn(source, spanAt(root, path, 'value')),
  });
}

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
