/** What a renderer is: from its piece of the config to manifest texts. What is done with the texts is not its business. */
import type { SourceSpan } from '../errors/problem.ts';
import type { Result } from '../errors/result.ts';
import type { ManifestSource } from '../manifest/rendered.ts';
import type { Fetch } from '../ports/fetch.ts';
import type { System } from '../ports/system.ts';
import type { Tree } from '../ports/tree.ts';

export interface RenderJob<Spec> {
  readonly spec: Spec;
  /** The folder of the config, absolute; paths are relative to it. */
  readonly configDir: string;
  /** Absolute; names of sources are relative to it. */
  readonly workDir: string;
  /** False for a spec that the program filled in itself: what matches nothing is then no error. */
  readonly isUserWritten: boolean;
  readonly offline: boolean;
  /** Expands a Go template over the environment. @throws OrchestratorError TEMPLATE_INVALID. */
  readonly expand: (template: string) => string;
  /** Where the n-th entry of the spec stands in the config. */
  readonly placeOf: (entry: number) => SourceSpan | undefined;
}

export interface RenderPorts {
  readonly system: Pick<System, 'files'>;
  readonly tree: Tree;
  readonly fetch: Fetch;
  /** All of standard input as UTF-8; asked at most once. */
  readonly readStdin: (signal: AbortSignal) => Promise<string>;
  readonly signal: AbortSignal;
}

export interface Renderer<Spec> {
  readonly kind: string;
  /**
   * The texts in the order in which they are to appear. Problems: INPUT_MISSING, INPUT_INVALID, NETWORK_REFUSED.
   *
   * @throws OrchestratorError FILE_FAILED, TIMED_OUT, CANCELLED.
   */
  sources(job: RenderJob<Spec>, ports: RenderPorts): Promise<Result<readonly ManifestSource[]>>;
}
