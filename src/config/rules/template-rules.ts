/** Fields that are templates must be templates, also where nothing uses them today. Pure. */
import { checkTemplate } from '../../lib/go-template/index.ts';
import type { Config } from '../config.schema.ts';
import type { ConfigPath } from '../resolved-config.ts';
import type { Finding, Rule } from './rule.ts';

type Texts = Readonly<Record<string, string | null>> | readonly string[] | string | undefined;

function templates({ build, manifests, deploy }: Config): readonly Finding[] {
  const artifacts = (build.artifacts ?? []).flatMap(({ docker, custom, layers }, index) => {
    const path = ['build', 'artifacts', index];
    return [
      ...wrong(docker?.buildArgs, [...path, 'docker', 'buildArgs']),
      ...wrong(docker?.cliFlags, [...path, 'docker', 'cliFlags']),
      ...wrong(docker?.labels, [...path, 'docker', 'labels']),
      ...wrong(custom?.buildCommand, [...path, 'custom', 'buildCommand']),
      ...wrong(layers?.env, [...path, 'layers', 'env']),
      ...wrong(layers?.labels, [...path, 'layers', 'labels']),
    ];
  });
  const { envTemplate, customTemplate } = build.tagPolicy ?? {};
  return [
    ...artifacts,
    ...wrong(envTemplate?.template, ['build', 'tagPolicy', 'envTemplate', 'template']),
    ...wrong(customTemplate?.template, ['build', 'tagPolicy', 'customTemplate', 'template']),
    ...wrong(manifests.rawYaml, ['manifests', 'rawYaml']),
    ...wrong(deploy.directory?.path, ['deploy', 'directory', 'path']),
    ...wrong(deploy.kubectl?.defaultNamespace, ['deploy', 'kubectl', 'defaultNamespace']),
  ];
}

/** A list or a map of templates, or one. */
function wrong(texts: Texts, path: ConfigPath): readonly Finding[] {
  if (typeof texts === 'string') return wrongOne(texts, path);
  if (texts === undefined) return [];
  const items = Array.isArray(texts) ? [...texts.entries()] : Object.entries(texts);
  return items.flatMap(([key, text]) => (typeof text === 'string' ? wrongOne(text, [...path, key]) : []));
}

function wrongOne(text: string, path: ConfigPath): readonly Finding[] {
  if (!text.includes('{{')) return [];
  const checked = checkTemplate(text);
  if (checked.ok) return [];
  const { code, message, at } = checked.problems[0];
  return [{ path, message, code, within: at }];
}

export const templateRules: readonly Rule[] = [{ name: 'templates are templates', check: templates }];
