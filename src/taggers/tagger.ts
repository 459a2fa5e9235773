/** What a tagger is: facts are gathered at the rim, the tag is made of them purely. */
import type { SourceSpan } from '../errors/problem.ts';
import type { Result } from '../errors/result.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { FileDigests } from '../ports/file-digests.ts';
import type { Git } from '../ports/git.ts';
import type { System } from '../ports/system.ts';

export interface TagJob {
  /** The image's name as configured. */
  readonly artifact: string;
  /** Absolute. */
  readonly contextDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Expands a Go template over the environment and what is given. @throws OrchestratorError TEMPLATE_INVALID. */
  readonly expand: (template: string, more: Readonly<Record<string, string>>) => string;
  /** The inputs of the artifact and of all that it requires, in that order. */
  readonly inputs: () => Promise<readonly InputSet[]>;
  /** Files that this program itself writes, absolute; they never make a tree dirty. */
  readonly ownOutputs: readonly string[];
  /** Where the config says something of the policy; absent where nobody wrote one. */
  readonly placeOf?: (path: readonly (string | number)[]) => SourceSpan | undefined;
}

export interface TagPorts {
  readonly system: System;
  readonly git: Git;
  readonly fileDigests: Pick<FileDigests, 'read'>;
  readonly signal: AbortSignal;
}

export interface Tagged {
  /** Valid as a tag. */
  readonly tag: string;
  /** Told to the user once, e.g. that characters were replaced. */
  readonly notice?: string;
}

export interface Tagger<Spec> {
  readonly kind: string;
  /** The spec is written under `kind` in build.tagPolicy. A failure is TAG_FAILED. */
  tag(spec: Spec, job: TagJob, ports: TagPorts): Promise<Result<Tagged>>;
}
