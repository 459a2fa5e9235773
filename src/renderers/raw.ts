/**
 * `manifests.rawYaml`: manifests as they lie in files, on the web, or on standard input.
 *
 *     rawYaml: [k8s/*.yaml, ../shared, "https://example.org/crd.yaml", "{{.ENV}}.yaml", "-"]
 *
 * The list's order is kept, a file counts once, files of one glob are sorted. As Skaffold reads it, but: folders and
 * `**` are walked, a file that is named may have any ending, templates in paths work, and an entry that matches
 * nothing is an error with its place. `gs://` is refused, since no tool for it is needed here otherwise.
 */
import { relative } from 'node:path';
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import type { ManifestSource } from '../manifest/rendered.ts';
import { findManifests, type ManifestFile, readManifest } from './manifest-files.ts';
import type { RawYamlSpec } from './raw.schema.ts';
import type { Renderer, RenderJob, RenderPorts } from './renderer.ts';

export const rawYaml: Renderer<Readonly<RawYamlSpec>> = {
  kind: 'rawYaml',
  async sources(job, ports) {
    const sources = new Map<string, Keyed>();
    const problems: Problem[] = [];
    for (const [index, written] of job.spec.entries()) {
      const found = await sourcesOf(job.expand(written), job, ports, sources);
      if (found.ok) for (const source of found.value) sources.set(source.key, source);
      else
        problems.push(
          ...found.problems.filter((one) => job.isUserWritten || one.code !== 'INPUT_MISSING').map(at(job, index)),
        );
    }
    const [first, ...rest] = problems;
    if (first !== undefined) return err(first, ...rest);
    return ok([...sources.values()].map(({ name, text }) => ({ name, text })));
  },
};

/** What makes two sources the same one: the absolute path, the URL, `-`. */
interface Keyed extends ManifestSource {
  readonly key: string;
}

/** The sources of an entry that are not there yet. */
async function sourcesOf(
  entry: string,
  job: RenderJob<Readonly<RawYamlSpec>>,
  ports: RenderPorts,
  known: ReadonlyMap<string, Keyed>,
): Promise<Result<readonly Keyed[]>> {
  if (known.has(entry)) return ok([]);
  if (entry === '-') return ok([{ key: entry, name: '-', text: await ports.readStdin(ports.signal) }]);
  if (/^https?:\/\//.test(entry)) return fromWeb(entry, job, ports);
  if (/^[a-z][a-z0-9+.-]+:\/\//.test(entry))
    return err({
      code: 'CONFIG_UNSUPPORTED',
      message: `"${entry}": only http and https are fetched`,
      hint: 'Download it beforehand, e.g. in manifests.hooks.before, and name the file.',
    });
  const filePorts = { files: ports.system.files, tree: ports.tree, signal: ports.signal };
  const files = await findManifests(entry, job.configDir, filePorts);
  if (!files.ok) return files;
  const sources: Keyed[] = [];
  for (const file of files.value.filter(({ path }) => !known.has(path))) {
    const name = nameOf(file, job);
    const text = await readManifest(name, file, filePorts);
    if (!text.ok) return text;
    if (file.walked !== undefined && CONFIG.test(text.value)) continue;
    sources.push({ key: file.path, name, text: text.value });
  }
  return ok(sources);
}

/** A build config that a glob such as `**\/*.yaml` finds is no manifest. */
const CONFIG = /^apiVersion: *["']?(?:skaffold|orchestrator)\//m;

async function fromWeb(
  url: string,
  job: RenderJob<Readonly<RawYamlSpec>>,
  ports: RenderPorts,
): Promise<Result<readonly Keyed[]>> {
  // A query may hold a token, and names of sources end in messages.
  const name = url.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
  if (job.offline) return err({ code: 'NETWORK_REFUSED', message: `manifests cannot be fetched from ${name} offline` });
  return ok([{ key: url, name, text: await ports.fetch.fetchText(url, ports.signal) }]);
}

const nameOf = (file: ManifestFile, { workDir }: RenderJob<Readonly<RawYamlSpec>>): string =>
  relative(workDir, file.path) || file.path;

const at =
  (job: RenderJob<Readonly<RawYamlSpec>>, index: number) =>
  (problem: Problem): Problem => {
    const place = job.placeOf(index);
    return place === undefined || problem.at !== undefined ? problem : { ...problem, at: place };
  };
