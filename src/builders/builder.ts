/**
 * What a builder is: one object in one file, its schema beside it, and one line in builders/index.ts.
 * A builder sees its own piece of the config and ports; never the whole config, never an adapter.
 */
import type { SourceSpan } from '../errors/problem.ts';
import type { Result } from '../errors/result.ts';
import type { Emit, StepId } from '../events/event.ts';
import type { Digest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { ImageReference, Repository } from '../image/reference.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { Store } from '../ports/blobs.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { Engine } from '../ports/engine.ts';
import type { Records } from '../ports/records.ts';
import type { Registry } from '../ports/registry.ts';
import type { System } from '../ports/system.ts';
import type { Tree } from '../ports/tree.ts';

export interface RequiredImage {
  /** The build argument or variable that carries it. */
  readonly alias: string;
  /** `name:tag@digest` as it was built. */
  readonly reference: string;
}

/** How Docker is to build on this machine. */
export interface LocalSettings {
  readonly useDockerCLI?: boolean | undefined;
  /** true: BuildKit; false: the classic builder; absent: as needed. */
  readonly useBuildkit?: boolean | undefined;
  /** The buildx builder to build with; BUILDX_BUILDER in the environment wins. */
  readonly builder?: string | undefined;
}

export interface BuildJob<Spec> {
  /** The image's name as configured. */
  readonly artifact: string;
  readonly spec: Spec;
  /** Absolute. */
  readonly contextDir: string;
  /** The folder of the config, absolute; absent: the context. Where a Dockerfile and build secrets are looked for too. */
  readonly configDir?: string;
  /** `build.local`, as far as it says how Docker builds. */
  readonly local?: LocalSettings;
  /** Default repository applied, with its tag. */
  readonly target: ImageReference & { readonly tag: string };
  /** Empty: the builder's own platform. */
  readonly platforms: readonly Platform[];
  readonly requires: readonly RequiredImage[];
  /** What the tags of base images mean, by the name that {@link Builder.bases} gives: `orchestrator.lock`. */
  readonly bases?: ReadonlyMap<string, Digest>;
  /** The same of bases that are in no registry: ids of images that an engine has. */
  readonly engineBases?: ReadonlyMap<string, Digest>;
  readonly push: boolean;
  /** The image is pushed by its digest, and tagged by whoever asked; a builder that cannot do so pushes the tag as well. */
  readonly tagLater?: boolean;
  /** The command being run, e.g. `build`. */
  readonly runMode: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the config says something of the artifact, e.g. of `['layers', 'base']`. */
  readonly placeOf?: (path: readonly (string | number)[]) => SourceSpan;
  /** Expands a Go template over the environment, IMAGE_REPO, IMAGE_NAME, IMAGE_TAG, and `more`. @throws OrchestratorError TEMPLATE_INVALID. */
  readonly expand: (template: string, more?: Readonly<Record<string, string>>) => string;
}

export interface BuildContext {
  readonly system: System;
  readonly tree: Tree;
  readonly engine: Engine;
  readonly registry: Registry;
  readonly store: Store;
  /** Notes of earlier builds, e.g. which blob an unchanged layer became. Absent: nothing is remembered. */
  readonly records?: Records;
  /** Absent: compressed on this thread. */
  readonly deflate?: Deflate;
  /** Told by a builder that reads no input any more and still has to do; again where it started over. */
  readonly onInputsRead?: () => void;
  readonly emit: Emit;
  readonly step: StepId;
  readonly signal: AbortSignal;
}

export interface Built {
  /** `name:tag@digest`; `name:<image id>` when an engine built it and nothing was pushed. */
  readonly reference: string;
  /** Absent when it was not pushed and the builder cannot know it. */
  readonly digest?: Digest;
  readonly pushed: boolean;
}

/** What the machine offers, asked once before planning and only by builders that need it. */
export interface BuilderFacts {
  /** The absolute path of `docker buildx` or a standalone `buildx`, or undefined. */
  readonly buildx: string | undefined;
  readonly local?: LocalSettings;
}

/** What is known of an artifact when its way is chosen. */
export interface Wanted {
  readonly platforms: readonly Platform[];
  readonly push: boolean;
  /** What of its Dockerfile only BuildKit can do; null: nothing; absent: the Dockerfile was not read. */
  readonly need?: { readonly what: string; readonly isWish: boolean } | null;
}

/** A base image whose tag somebody has to resolve. */
export interface NamedBase {
  /** As it is named, e.g. `node:22`. */
  readonly name: string;
  /** Where, if that is known. */
  readonly at?: SourceSpan;
}

/** What a tag means. */
export interface FoundBase {
  /** Of its manifest or index; an image id where only an engine has the image. */
  readonly digest: Digest;
  readonly in?: 'engine';
}

/** What is known of a build before its hooks have run. */
export type ReadyJob<Spec> = Pick<BuildJob<Spec>, 'artifact' | 'spec' | 'expand' | 'platforms' | 'push'> & {
  readonly target: Repository;
};

export interface Builder<Spec> {
  readonly kind: string;
  /** Which way it will build and why, as one line; or why it cannot. Pure. */
  explain(spec: Spec, wanted: Wanted, facts: BuilderFacts): Result<string>;
  /** What decides the result. @throws OrchestratorError INPUT_MISSING for a declared input that is not there. */
  inputs(
    job: Pick<BuildJob<Spec>, 'spec' | 'contextDir' | 'env' | 'expand'> &
      Partial<Pick<BuildJob<Spec>, 'platforms' | 'configDir' | 'artifact' | 'placeOf' | 'runMode'>>,
    ports: Pick<BuildContext, 'system' | 'tree' | 'signal'>,
  ): Promise<InputSet>;
  /** Images that it builds on, each once; those of other artifacts and those named by digest may be among them. */
  bases?(job: BuildJob<Spec>, ports: Pick<BuildContext, 'system' | 'signal'>): Promise<readonly NamedBase[]>;
  /**
   * Asks whoever builds what a tag means, where its registry does not answer us: it may have a mirror, or the image.
   *
   * @param mayBeLocal An image counts that no registry is known to have.
   * @returns Undefined where it does not know either.
   */
  findBase?(
    name: string,
    mayBeLocal: boolean,
    job: BuildJob<Spec>,
    context: BuildContext,
  ): Promise<FoundBase | undefined>;
  /**
   * Makes ready what a build would wait for, such as code and threads, while its hooks run. Changes nothing and asks
   * nobody; what it fails at, the build does itself.
   */
  makeReady?(job: ReadyJob<Spec>, context: Pick<BuildContext, 'registry' | 'records' | 'deflate'>): Promise<void>;
  /** @throws OrchestratorError BUILD_FAILED, TOOL_MISSING, ENGINE_UNREACHABLE, REGISTRY_*, INPUT_*, CANCELLED. */
  build(job: BuildJob<Spec>, context: BuildContext): Promise<Built>;
}
