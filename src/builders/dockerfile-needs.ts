/**
 * What of a Dockerfile the classic builder cannot do.
 *
 *     RUN --mount=… --network=… --security=…   COPY --link --chmod --parents   <<EOF   FROM --platform=$BUILDPLATFORM
 *
 * `# syntax=docker/dockerfile:1` is a wish only: the classic builder reads it as a comment, and most Dockerfiles that
 * have it use nothing of it. Any other frontend is a program that only BuildKit runs.
 * Pure. Source: moby/buildkit `frontend/dockerfile/docs/reference.md`.
 */
import type { SourceSpan } from '../errors/problem.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';

export interface BuildkitNeed {
  /** E.g. `RUN --mount`. */
  readonly what: string;
  readonly at?: SourceSpan;
  /** True: better with BuildKit, and possible without. */
  readonly isWish: boolean;
  /** An image that is run as the frontend, and that nobody vouches for: neither Docker's own nor pinned by digest. */
  readonly isForeign?: boolean;
}

const COPY_FLAGS = new Set(['link', 'chmod', 'parents', 'exclude']);
const ADD_FLAGS = new Set([...COPY_FLAGS, 'checksum', 'keep-git-dir', 'unpack']);
const RUN_FLAGS = new Set(['mount', 'network', 'security', 'device']);
const NO_FLAGS: ReadonlySet<string> = new Set();
const PLATFORM_ARG = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/;
const OWN_FRONTEND = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/** @param declared Every ARG so far: what is declared can be given. */
export function findNeed(instruction: Instruction, declared: ReadonlySet<string>): BuildkitNeed | undefined {
  const { keyword, flags, heredocs, at } = instruction;
  const need = (what: string): BuildkitNeed => ({ what, at, isWish: false });
  if (heredocs.length > 0) return need(`${keyword} <<${heredocs[0]}`);
  const known = flagsOf(keyword);
  const flag = flags.find(({ name }) => known.has(name));
  if (flag !== undefined) return need(`${keyword} --${flag.name}`);
  const platform = keyword === 'FROM' ? flags.find(({ name }) => name === 'platform')?.value : undefined;
  const variable = /^\$\{?(\w+)/.exec(platform ?? '')?.[1] ?? '';
  const isUnset = platform !== undefined && isPlatformArg(variable) && !declared.has(variable);
  return isUnset ? need(`FROM --platform=${platform}`) : undefined;
}

/** BuildKit sets these by itself. */
export const isPlatformArg = (name: string): boolean => PLATFORM_ARG.test(name);

export function findFrontend({ directives }: Dockerfile): BuildkitNeed | undefined {
  const { syntax } = directives;
  if (syntax === undefined) return undefined;
  const isOwn = isOwnFrontend(syntax);
  const isForeign = !isOwn && !/@sha256:[0-9a-f]{64}$/.test(syntax);
  return { what: `# syntax=${syntax}`, isWish: isOwn, isForeign };
}

/** Docker's, whose tags are released as they are tested. */
export const isOwnFrontend = (syntax: string): boolean => OWN_FRONTEND.test(syntax);

function flagsOf(keyword: string): ReadonlySet<string> {
  if (keyword === 'RUN') return RUN_FLAGS;
  if (keyword === 'COPY') return COPY_FLAGS;
  return keyword === 'ADD' ? ADD_FLAGS : NO_FLAGS;
}
