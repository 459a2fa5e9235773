/** Rules about artifacts: their names, their builders and what they require. Pure. Source: skaffold/schema/validation. */
import { parsePlatform } from '../../image/platform.ts';
import { parseReference } from '../../image/reference.ts';
import { findCycle } from '../../lib/graph.ts';
import { findNearest } from '../../lib/nearest.ts';
import type { Artifact } from '../build.schema.ts';
import type { Config } from '../config.schema.ts';
import type { ConfigPath } from '../resolved-config.ts';
import { suggest } from '../source.ts';
import type { Finding, Rule } from './rule.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NETWORK = /^(?:bridge|none|host|container:[A-Za-z0-9][A-Za-z0-9_.-]*)$/i;
const builderNames = ['docker', 'custom', 'layers'] as const;

/** A check of each artifact alone. */
const each =
  (check: (artifact: Artifact, path: ConfigPath) => readonly Finding[]) =>
  ({ build }: Config): readonly Finding[] =>
    (build.artifacts ?? []).flatMap((artifact, index) => check(artifact, ['build', 'artifacts', index]));

const imageNames = each(({ image }, path) => {
  const at = [...path, 'image'];
  // The default repository makes upper case lower and drops `ko://`, as in Skaffold.
  const parsed = parseReference(image.toLowerCase().replace(/^ko:\/\//, ''));
  if (!parsed.ok) return [{ path: at, message: parsed.problems[0].message, code: parsed.problems[0].code }];
  const { tag, digest } = parsed.value;
  if (tag === undefined && digest === undefined) return [];
  const what = digest === undefined ? `the tag "${tag}"` : 'a digest';
  return [{ path: at, message: `image "${image}" has ${what}`, hint: 'Tags are made by build.tagPolicy or --tag.' }];
});

const furtherPlaces = each(({ alsoPush = [] }, path) =>
  alsoPush.flatMap((name, index): readonly Finding[] => {
    const at = [...path, 'alsoPush', index];
    const parsed = parseReference(name);
    if (!parsed.ok) return [{ path: at, message: parsed.problems[0].message, code: parsed.problems[0].code }];
    if (parsed.value.tag === undefined && parsed.value.digest === undefined) return [];
    return [{ path: at, message: `"${name}" has more than a name`, hint: 'The tag is the one of the image itself.' }];
  }),
);

function uniqueImages({ build }: Config): readonly Finding[] {
  const first = new Map<string, number>();
  return (build.artifacts ?? []).flatMap(({ image }, index) => {
    const before = first.get(image);
    if (before === undefined) {
      first.set(image, index);
      return [];
    }
    const other = { path: ['build', 'artifacts', before, 'image'], message: `image "${image}" is here too` };
    return [{ path: ['build', 'artifacts', index, 'image'], message: `image "${image}" is built twice`, other }];
  });
}

const oneBuilder = each((artifact, path) => {
  const [first, second] = builderNames.filter((name) => artifact[name] !== undefined);
  if (first === undefined || second === undefined) return [];
  const other = { path: [...path, first], message: `${first} is named here` };
  const message = `the artifact has two builders, ${first} and ${second}`;
  return [{ path: [...path, second], message, hint: 'Keep one of them.', other }];
});

function requirementsExist(config: Config): readonly Finding[] {
  const images = new Set((config.build.artifacts ?? []).map(({ image }) => image));
  return each(({ requires = [] }, path) =>
    requires.flatMap(({ image }, index) => {
      if (images.has(image)) return [];
      const message = `"${image}" is no image of this config`;
      const at = [...path, 'requires', index, 'image'];
      return [
        { path: at, message, lacks: ['build', 'artifacts', '*', 'image'], ...suggest(findNearest(image, images)) },
      ];
    }),
  )(config);
}

function acyclic({ build }: Config): readonly Finding[] {
  const artifacts = build.artifacts ?? [];
  const needs = new Map(artifacts.map(({ image, requires = [] }) => [image, requires.map((one) => one.image)]));
  const cycle = findCycle(needs);
  const [from, to] = cycle ?? [];
  if (cycle === undefined || from === undefined || to === undefined) return [];
  const index = artifacts.findIndex(({ image }) => image === from);
  const at = artifacts[index]?.requires?.findIndex(({ image }) => image === to) ?? 0;
  const path = ['build', 'artifacts', index, 'requires', at, 'image'];
  return [{ path, message: `images require each other: ${cycle.join(' → ')}`, code: 'ARTIFACT_CYCLE' }];
}

const aliases = each(({ requires = [], layers }, path) => {
  const seen = new Set<string>();
  return requires.flatMap(({ image, alias = image }, index): readonly Finding[] => {
    const at = [...path, 'requires', index, 'alias'];
    if (layers === undefined && !IDENTIFIER.test(alias)) {
      const message = `alias "${alias}" cannot name a variable: only letters, digits and _ can`;
      return [{ path: at, message, hint: `Write alias: ${image.replaceAll(/[^A-Za-z0-9_]/g, '_').toUpperCase()}` }];
    }
    if (seen.has(alias)) return [{ path: at, message: `alias "${alias}" is there twice in one artifact` }];
    seen.add(alias);
    return [];
  });
});

const network = each(({ docker }, path) => {
  if (docker?.network === undefined || NETWORK.test(docker.network)) return [];
  const message = `network "${docker.network}" is none of bridge, none, host, container:NAME`;
  return [{ path: [...path, 'docker', 'network'], message }];
});

const secrets = each(({ docker }, path) =>
  (docker?.secrets ?? []).flatMap(({ id, src, env }, index) => {
    if (src === undefined || env === undefined) return [];
    return [{ path: [...path, 'docker', 'secrets', index], message: `secret "${id}" has both "src" and "env"` }];
  }),
);

const customDependencies = each(({ custom }, path) => {
  const { dockerfile, command, paths, ignore } = custom?.dependencies ?? {};
  const at = [...path, 'custom', 'dependencies'];
  const ways = Object.entries({ dockerfile, command, paths }).filter(([, value]) => value !== undefined);
  if (ways.length > 1)
    return [
      { path: at, message: `one of ${ways.map(([name]) => name).join(' and ')} can say what a custom build reads` },
    ];
  if (ignore === undefined || paths !== undefined || ways.length === 0) return [];
  return [{ path: [...at, 'ignore'], message: '"ignore" only goes with "paths"' }];
});

const layerPorts = each(({ layers }, path) =>
  (layers?.ports ?? []).flatMap((port, index) => {
    const number = Number.parseInt(String(port), 10);
    if (number >= 1 && number <= 65_535) return [];
    return [{ path: [...path, 'layers', 'ports', index], message: `port "${port}" is not 1 to 65535` }];
  }),
);

function platforms(config: Config): readonly Finding[] {
  const wrong = (names: readonly string[] | undefined, path: ConfigPath): readonly Finding[] =>
    (names ?? []).flatMap((name, index) => {
      const parsed = name === 'all' ? undefined : parsePlatform(name);
      if (parsed === undefined || parsed.ok) return [];
      return [
        { path: [...path, index], message: parsed.problems[0].message, hint: 'Write linux/amd64, linux/arm64 or all.' },
      ];
    });
  const ofArtifact = each((artifact, path) => wrong(artifact.platforms, [...path, 'platforms']));
  return [...wrong(config.build.platforms, ['build', 'platforms']), ...ofArtifact(config)];
}

export const artifactRules: readonly Rule[] = [
  { name: 'image names have no tag and no digest', check: imageNames },
  { name: 'images are unique', check: uniqueImages },
  { name: 'further repositories are names', check: furtherPlaces },
  { name: 'an artifact has one builder', check: oneBuilder },
  { name: 'required images exist', needsWhole: true, check: requirementsExist },
  { name: 'images do not require each other', check: acyclic },
  { name: 'aliases can name variables and are unique', check: aliases },
  { name: 'networks are known', check: network },
  { name: 'a secret has one source', check: secrets },
  { name: 'custom dependencies are said in one way', check: customDependencies },
  { name: 'ports are 1 to 65535', check: layerPorts },
  { name: 'platforms are os/arch', check: platforms },
];
