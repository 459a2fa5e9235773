/** A container engine: Docker, or podman behind the same API. Implemented in adapters/engine. */
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';

export interface EngineInfo {
  /** E.g. `20.10.24`. */
  readonly version: string;
  readonly apiVersion: string;
  /** The platform it builds for when none is asked, e.g. `linux/amd64`. */
  readonly platform: string;
  readonly isPodman: boolean;
}

/** The classic builder's request. Source: Docker Engine API v1.41, ImageBuild. */
export interface EngineBuild {
  /** A tar stream of the build context. */
  readonly context: AsyncIterable<Uint8Array>;
  /** Path of the Dockerfile inside the context. */
  readonly dockerfile: string;
  /** References to tag the result with. */
  readonly tags: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly addHosts: readonly string[];
  readonly cacheFrom: readonly string[];
  /** Images that the build may pull: the engine gets the credentials of their registries, and no others. */
  readonly bases: readonly string[];
  readonly target?: string;
  readonly network?: string;
  readonly platform?: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** One layer out of all new ones; only engines with experimental features can. */
  readonly squash: boolean;
}

export interface EngineProgress {
  readonly onLine?: (line: string) => void;
  /** A layer's progress, bytes. */
  readonly onProgress?: (part: string, done: number, total: number | undefined) => void;
  readonly signal: AbortSignal;
}

/** Failures are OrchestratorErrors: ENGINE_UNREACHABLE, BUILD_FAILED, REGISTRY_*, CANCELLED. */
export interface Engine {
  info(signal: AbortSignal): Promise<EngineInfo>;
  /** Returns the image id, a `sha256:` digest of its config. */
  build(request: EngineBuild, progress: EngineProgress): Promise<Digest>;
  /** The id of a local image, or undefined. */
  findImage(
    reference: string,
    signal: AbortSignal,
  ): Promise<{ readonly id: Digest; readonly repoDigests: readonly string[] } | undefined>;
  tag(source: string, target: ImageReference, signal: AbortSignal): Promise<void>;
  /** Pushes `name:tag` and returns the manifest digest that the registry gave. */
  push(reference: ImageReference, progress: EngineProgress): Promise<Digest>;
  pull(reference: string, progress: EngineProgress): Promise<void>;
  remove(reference: string, signal: AbortSignal): Promise<void>;
  /** The image as `docker save` writes it, a tar. */
  save(reference: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
