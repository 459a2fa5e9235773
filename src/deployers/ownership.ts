/**
 * Which files of a folder are ours, by the sha256 of what we wrote there.
 *
 *     # Written by orchestrator …
 *     9f86d081…  shop/Deployment.apps_web.yaml
 *
 * Pure. The form is that of `sha256sum --check`: reviewable, mergeable, and read by no GitOps controller as a manifest.
 * While files are being written a path has several lines, one for each content that is ours: so a run that is killed
 * midway leaves nothing that the next one takes for a foreign edit.
 */
import { createHash } from 'node:crypto';
import type { Problem } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { isObjectPath } from './object-path.ts';

/** By path, the sha256 of every content that is ours, as hexadecimal. */
export type Ownership = ReadonlyMap<string, readonly string[]>;

/** The file's name inside the folder. */
export const OWNERSHIP_FILE = '.orchestrator-owned';

const HEADER = [
  '# Written by orchestrator: the files below this folder that it writes, and removes once nothing renders them.',
  '# To change one, change its source. "sha256sum --check" on this file lists those that were edited.',
];
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** @returns The ownership, or a DEPLOY_CONFLICT for every line that is none of ours. */
export function parseOwnership(text: string, file: string): Result<Ownership> {
  const owned = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const [, sha, path] = LINE.exec(line.replace(/\r$/, '')) ?? [];
    if (sha !== undefined && path !== undefined && isObjectPath(path))
      owned.set(path, [...(owned.get(path) ?? []), sha]);
    else if (line.trim() !== '' && !line.startsWith('#')) problems.push(badLine(text, file, start, line));
    start += line.length + 1;
  }
  const [first, ...rest] = problems;
  return first === undefined ? ok(owned) : err(first, ...rest);
}

/** {@link parseOwnership} reads it back. */
export function formatOwnership(owned: Ownership): string {
  const lines = [...owned]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, all]) => all.map((sha) => `${sha}  ${path}`));
  return `${[...HEADER, ...lines].join('\n')}\n`;
}

/** What either says is ours. */
export function joinOwnership(one: Ownership, other: Ownership): Ownership {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return new Map(
    [...paths].map((path) => [path, [...new Set([...(one.get(path) ?? []), ...(other.get(path) ?? [])])]]),
  );
}

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

const badLine = (text: string, file: string, start: number, line: string): Problem => ({
  code: 'DEPLOY_CONFLICT',
  message: `"${line.slice(0, 80)}" is no line of this file`,
  hint: 'Bring back the file as it was; after a merge, keep the lines of both sides. --force goes on as if nothing were ours.',
  at: { file, start, end: start + line.length, text },
});
