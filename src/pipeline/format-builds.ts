/**
 * The text of `--quiet` and `--file-output`: a Go template over the builds.
 *
 *     {{json .}}                                              the artifacts file, and the default
 *     {{range .Builds}}{{.ImageName}}={{.Tag}} {{end}}        web=reg/web:1@sha256:…
 *
 * Templates see Go's names, and `json` writes the artifacts file's. Pure. Source: Skaffold's flags.BuildOutput.
 */
import { unwrap } from '../errors/result.ts';
import { executeTemplate, parseTemplate } from '../lib/go-template/index.ts';
import type { BuildResult } from './artifact-job.ts';
import { formatArtifacts } from './artifacts-file.ts';

export const DEFAULT_OUTPUT = '{{json .}}';

/** @throws OrchestratorError TEMPLATE_INVALID. */
export function formatBuilds(
  template: string,
  builds: readonly Pick<BuildResult, 'name' | 'reference' | 'runtimeType'>[],
): string {
  const listed = builds.map(({ name, reference, runtimeType }) => ({
    imageName: name,
    tag: reference,
    ...(runtimeType !== undefined && { runtimeType }),
  }));
  if (template === DEFAULT_OUTPUT) return formatArtifacts(listed);
  const data = {
    Builds: builds.map(({ name, reference, runtimeType = '' }) => ({
      ImageName: name,
      Tag: reference,
      RuntimeType: runtimeType,
    })),
  };
  return unwrap(executeTemplate(unwrap(parseTemplate(template)), data, { functions: { json }, missingKey: 'error' }));
}

/** What `--format=json` says of builds. */
export const recordsOf = (builds: readonly Pick<BuildResult, 'name' | 'reference'>[]) =>
  builds.map(({ name, reference }) => ({ imageName: name, tag: reference }));

/** Tells a mistake in the template before anything is built. @throws OrchestratorError TEMPLATE_INVALID. */
export function checkBuildsTemplate(template: string): void {
  formatBuilds(template, [{ name: 'web', reference: 'web:1' }]);
}

const jsonNames: Readonly<Record<string, string>> = {
  Builds: 'builds',
  ImageName: 'imageName',
  Tag: 'tag',
  RuntimeType: 'runtimeType',
};

const json = (value: unknown): string => JSON.stringify(renamed(value));

/** Go's field names as the artifacts file has them; an empty runtime type is left out, as there. */
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) =>
      key === 'RuntimeType' && field === '' ? [] : [[jsonNames[key] ?? key, renamed(field)]],
    ),
  );
}
