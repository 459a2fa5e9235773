/**
 * Images + manifests → one text with own images pinned.
 *
 *     sources ─renderDocuments─► text ─hooks.after─► text
 */
import type { RenderHooks } from '../config/hook.schema.ts';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { countOf } from '../lib/terminal-text.ts';
import type { ImageGuard } from '../manifest/allowed.ts';
import { renderDocuments } from '../manifest/render.ts';
import type { Rendered } from '../manifest/rendered.ts';
import type { PinRules } from '../manifest/rules.ts';
import { rawYaml } from '../renderers/raw.ts';
import type { BuildResult } from './artifact-job.ts';
import { runHooks } from './hooks.ts';
import { checkAllowed } from './image-guard.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';
import { withStep } from './step.ts';

export interface RenderRun {
  readonly project: Project;
  /** What is known of own images: built, given, or looked up. */
  readonly images: readonly BuildResult[];
  readonly rules: PinRules;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
  readonly allowUndigested: boolean;
  /** Undefined: images may come from anywhere. */
  readonly guard: ImageGuard | undefined;
  readonly offline: boolean;
  /** `linux`, `darwin`: which hooks run here. */
  readonly platform: string;
}

const STEP = 'render';

/** @throws OrchestratorError with every problem of every document, or of the hooks. Warnings are told as notices. */
export async function renderManifests(run: RenderRun, ports: PipelinePorts): Promise<Rendered> {
  const { value } = await withStep(STEP, ports, async () => {
    const rendered = await renderNow(run, ports);
    const result = `${countOf(rendered.objects.length, 'object')}, ${countOf(pinnedCount(rendered), 'image')} pinned`;
    return { outcome: 'done', result, value: rendered };
  });
  return value;
}

export const renderStep = { id: STEP, title: 'render manifests', needs: [] } as const;

async function renderNow(run: RenderRun, ports: PipelinePorts): Promise<Rendered> {
  const { resolved, configDir } = run.project;
  const hooks: RenderHooks | undefined = resolved.config.manifests.hooks;
  const hookRun = { cwd: configDir, configDir, env: {}, step: STEP, failure: 'RENDER_FAILED' } as const;
  const hookPorts = { ...ports, platform: run.platform };
  const before = hooks?.before?.map(({ host }) => host);
  await runHooks(before, { ...hookRun, title: 'manifests.hooks.before' }, hookPorts);

  const sources = await rawYaml.sources(
    {
      spec: resolved.rawYaml,
      configDir,
      workDir: ports.workDir,
      isUserWritten: !resolved.assumesRawYaml,
      offline: run.offline,
      expand: run.project.expand,
      placeOf: (entry) => (resolved.assumesRawYaml ? undefined : resolved.placeOf(['manifests', 'rawYaml', entry])),
    },
    ports,
  );
  const rendered = unwrap(renderDocuments(unwrap(sources), optionsOf(run)));
  for (const problem of rendered.warnings)
    ports.emit({ type: 'notice', level: 'warning', message: problem.message, problem });
  for (const name of rendered.unusedArtifacts) warnUnused(name, ports);
  const text = await changeByHooks(rendered.text, hooks, hookRun, hookPorts);
  if (text !== rendered.text) checkAllowed([{ name: 'manifests.hooks.after', text }], run.guard);
  return { ...rendered, text };
}

function optionsOf({ project, images, ...run }: RenderRun) {
  const known = new Map(images.map(({ name, reference }) => [name, reference]));
  const names = new Set([
    ...(project.resolved.config.build.artifacts ?? []).map(({ image }) => image),
    ...known.keys(),
  ]);
  return {
    own: [...names].map((imageName) => ({ imageName, reference: known.get(imageName) })),
    rules: run.rules,
    labels: run.labels,
    namespace: run.namespace,
    allowUndigested: run.allowUndigested,
    allowed: run.guard?.allowed,
    limits: project.resolved.config.manifests.limits,
  };
}

/** `hooks.after`: each gets the text; one with `withChange` gives it back. */
async function changeByHooks(
  text: string,
  hooks: RenderHooks | undefined,
  hookRun: { readonly cwd: string; readonly configDir: string; readonly step: string },
  ports: PipelinePorts & { readonly platform: string },
): Promise<string> {
  let current = text;
  for (const [index, { host }] of (hooks?.after ?? []).entries()) {
    const [program, ...args] = host.command;
    if (program === undefined || (host.os !== undefined && !host.os.includes(ports.platform))) continue;
    const title = `manifests.hooks.after[${index}]: "${host.command.join(' ')}"`;
    const finished = await ports.system.processes.run([program, ...args], {
      cwd: host.dir === undefined ? hookRun.cwd : `${hookRun.configDir}/${host.dir}`,
      env: ports.env,
      signal: ports.signal,
      input: current,
      // What a hook gives back is the manifests, and they may be large.
      keepBytes: 1 << 30,
      onLine: (stream, line) => {
        if (stream === 'stderr' || host.withChange !== true)
          ports.emit({ type: 'step.output', step: hookRun.step, stream, line });
      },
    });
    if (finished.exitCode !== 0) throw hookFailed(`${title} ended with exit code ${finished.exitCode}`);
    if (host.withChange !== true) continue;
    if (finished.stdout.trim() === '')
      throw hookFailed(`${title} printed nothing, and its output replaces the manifests`);
    current = finished.stdout;
  }
  return current;
}

const pinnedCount = ({ objects }: Rendered): number =>
  objects.flatMap(({ images }) => images).filter(({ before, after }) => before !== after).length;

function warnUnused(name: string, { emit }: PipelinePorts): void {
  const problem: Problem = {
    code: 'ARTIFACT_UNKNOWN',
    message: `no manifest uses the image "${name}"`,
    hint: 'Names are compared without tag and digest, Docker Hub spelled out.',
  };
  emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}

const hookFailed = (message: string): OrchestratorError => new OrchestratorError({ code: 'RENDER_FAILED', message });
