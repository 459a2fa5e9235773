/** Rules about everything but single artifacts. Pure. Source: skaffold/schema/validation, and our own fields. */
import { parseRepositoryPrefix } from '../../image/repository-prefix.ts';
import type { Config } from '../config.schema.ts';
import type { ConfigPath } from '../resolved-config.ts';
import type { Finding, Rule } from './rule.ts';

const taggerNames = ['gitCommit', 'sha256', 'envTemplate', 'dateTime', 'inputDigest', 'customTemplate'] as const;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const systems = ['linux', 'darwin', 'windows'];

type Tagged = Readonly<Partial<Record<(typeof taggerNames)[number], unknown>>>;
const taggersOf = (policy: Tagged) => taggerNames.filter((name) => policy[name] !== undefined);

function oneTagger({ build: { tagPolicy = {} } }: Config): readonly Finding[] {
  const [first, second] = taggersOf(tagPolicy);
  if (second === undefined) return [];
  const message = `build.tagPolicy names two policies, ${first} and ${second}`;
  return [{ path: ['build', 'tagPolicy', second], message, hint: 'Keep one, or join them with customTemplate.' }];
}

function components({ build: { tagPolicy = {} } }: Config): readonly Finding[] {
  const list = tagPolicy.customTemplate?.components ?? [];
  return list.flatMap((component, index): readonly Finding[] => {
    const path = ['build', 'tagPolicy', 'customTemplate', 'components', index];
    const { name } = component;
    if (!IDENTIFIER.test(name))
      return [{ path: [...path, 'name'], message: `component "${name}" cannot be named in a template` }];
    if (list.findIndex((other) => other.name === name) < index)
      return [{ path: [...path, 'name'], message: `component "${name}" is there twice` }];
    const policies = taggersOf(component).length;
    if (policies === 1) return [];
    const message = `component "${name}" needs one policy and has ${policies}`;
    return [{ path, message, ...(policies === 0 && { lacks: true }) }];
  });
}

function importNeedsTags({ build: { tagPolicy, local } }: Config): readonly Finding[] {
  if (local?.tryImportMissing !== true || tagPolicy?.sha256 === undefined) return [];
  const other = { path: ['build', 'tagPolicy', 'sha256'], message: 'sha256 tags every image "latest"' };
  const message = 'tryImportMissing cannot go with tagPolicy.sha256, whose tag says nothing about the sources';
  return [{ path: ['build', 'local', 'tryImportMissing'], message, other }];
}

function hookSystems({ build, manifests, deploy }: Config): readonly Finding[] {
  const hooks = (path: ConfigPath, list: readonly { readonly os?: readonly string[] | undefined }[] = []) =>
    list.flatMap(({ os = [] }, index) =>
      os.flatMap((name, at): readonly Finding[] => {
        if (systems.includes(name)) return [];
        return [{ path: [...path, index, 'os', at], message: `"${name}" is none of ${systems.join(', ')}` }];
      }),
    );
  const around = (path: ConfigPath, both: Config['build']['hooks']) => [
    ...hooks([...path, 'before'], both?.before),
    ...hooks([...path, 'after'], both?.after),
  ];
  const hosts = (
    list: readonly { readonly host?: { readonly os?: readonly string[] | undefined } | undefined }[] = [],
  ) => list.map(({ host }) => host ?? {});
  const { before, after } = deploy.kubectl?.hooks ?? {};
  return [
    ...around(['build', 'hooks'], build.hooks),
    ...(build.artifacts ?? []).flatMap(({ hooks }, index) => around(['build', 'artifacts', index, 'hooks'], hooks)),
    ...hooks(['manifests', 'hooks', 'before'], hosts(manifests.hooks?.before)),
    ...hooks(['manifests', 'hooks', 'after'], hosts(manifests.hooks?.after)),
    ...hooks(['deploy', 'kubectl', 'hooks', 'before'], hosts(before)),
    ...hooks(['deploy', 'kubectl', 'hooks', 'after'], hosts(after)),
  ];
}

function deployHooks({ deploy }: Config): readonly Finding[] {
  return (['before', 'after'] as const).flatMap((when) =>
    (deploy.kubectl?.hooks?.[when] ?? []).flatMap(({ host, container }, index): readonly Finding[] => {
      const path = ['deploy', 'kubectl', 'hooks', when, index];
      if (host === undefined && container === undefined)
        return [{ path, message: 'a hook is one of host and container, and this is none', lacks: true }];
      if (host === undefined || container === undefined) return [];
      const other = { path: [...path, 'host'], message: 'it is one of these already' };
      return [
        { path: [...path, 'container'], message: 'a hook is one of host and container, and this is both', other },
      ];
    }),
  );
}

function registries({ registries: list = [] }: Config): readonly Finding[] {
  return list.flatMap(({ host, certFile, keyFile, insecure, caFile }, index): readonly Finding[] => {
    const path = ['registries', index];
    const before = list.findIndex((other) => other.host.toLowerCase() === host.toLowerCase());
    if (before < index) {
      const other = { path: ['registries', before, 'host'], message: 'it is here too' };
      return [{ path: [...path, 'host'], message: `registry "${host}" is there twice`, other }];
    }
    if ((certFile === undefined) !== (keyFile === undefined))
      return [{ path, message: 'the registry needs both certFile and keyFile, or neither', lacks: true }];
    if (insecure === true && (caFile ?? certFile) !== undefined)
      return [
        {
          path: [...path, 'insecure'],
          message: 'the registry speaks plain HTTP, where certificates say nothing',
        },
      ];
    return [];
  });
}

function ports({ registries: list = [] }: Config): readonly Finding[] {
  const wrong = (name: string): boolean => {
    const [, port] = /:(\d+)(?:\/|$)/.exec(name) ?? [];
    return port !== undefined && (Number(port) < 1 || Number(port) > 65_535);
  };
  return list.flatMap(({ host, mirrors = [] }, index): readonly Finding[] => [
    ...(wrong(host)
      ? [{ path: ['registries', index, 'host'], message: `"${host}" has a port that is not 1 to 65535` }]
      : []),
    ...mirrors.flatMap((mirror, at) =>
      wrong(mirror)
        ? [{ path: ['registries', index, 'mirrors', at], message: `"${mirror}" has a port that is not 1 to 65535` }]
        : [],
    ),
  ]);
}

function allowedRegistries({ manifests }: Config): readonly Finding[] {
  return (manifests.allowedRegistries ?? []).flatMap((text, index): readonly Finding[] => {
    const parsed = parseRepositoryPrefix(text);
    if (parsed.ok) return [];
    return [{ path: ['manifests', 'allowedRegistries', index], message: parsed.problems[0].message }];
  });
}

export const sectionRules: readonly Rule[] = [
  { name: 'there is one tag policy', check: oneTagger },
  { name: 'components of a tag have a name and one policy', check: components },
  { name: 'images are imported by tags that tell them apart', check: importNeedsTags },
  { name: 'hooks name known systems', check: hookSystems },
  { name: 'a hook of a deploy runs on this machine or in containers', check: deployHooks },
  { name: 'registries are unique and their certificates whole', check: registries },
  { name: 'ports of registries are numbers', check: ports },
  { name: 'places of images are registries or parts of them', check: allowedRegistries },
];
