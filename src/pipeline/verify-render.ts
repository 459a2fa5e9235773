/**
 * `render --verify-reproducible`: are the manifests the same wherever and whenever they are rendered?
 *
 *     line 12 is "  built: 2025-01-01" and "  built: 2025-01-02"
 *       k8s/web.yaml:9:1
 *
 * The place is where the line stands in a manifest of the first run; a line that stands in none was made on the way:
 * by a hook, a label or an image's reference.
 */
import { join } from 'node:path';
import { OrchestratorError, type Problem, type SourceSpan } from '../errors/problem.ts';
import { type Digest, digestOf } from '../image/digest.ts';
import { findLineDifference } from '../lib/line-difference.ts';
import { runTwice, type VerifyPorts, type VerifyRequest, type VerifyRun } from './verify-runs.ts';

export interface SameManifests {
  /** Bytes. */
  readonly size: number;
  readonly digest: Digest;
}

/**
 * @returns The manifests, the same in both runs.
 * @throws OrchestratorError NOT_REPRODUCIBLE with the first line that differs, and what the renders throw.
 */
export function verifyRender(request: VerifyRequest, ports: VerifyPorts): Promise<SameManifests> {
  return runTwice(request, ports, async (one, other) => {
    const [text, second] = [manifestsOf(one), manifestsOf(other)];
    const found = findLineDifference(text, second);
    if (found === undefined) return { digest: digestOf(text), size: Buffer.byteLength(text) };
    const message = `line ${found.line} of the manifests is ${show(found.one)} and ${show(found.other)}`;
    const at = await findSource(found.one, one, ports);
    const problem: Problem = {
      code: 'NOT_REPRODUCIBLE',
      message,
      ...(at === undefined
        ? { hint: 'No manifest has this line: look at manifests.hooks, and at what fills in labels and images.' }
        : { at }),
    };
    throw new OrchestratorError(problem);
  });
}

/** The only place where the line stands as it is; undefined where there is none, or there are several. */
async function findSource(
  line: string | undefined,
  { record, workDir }: VerifyRun,
  { system, signal }: VerifyPorts,
): Promise<SourceSpan | undefined> {
  if (line === undefined || line.trim() === '') return undefined;
  const places: SourceSpan[] = [];
  for (const file of sourcesOf(record)) {
    const path = join(workDir, file);
    if ((await system.files.stat(path))?.kind !== 'file') continue;
    const text = await system.files.readText(path, signal);
    for (let start = text.indexOf(line); start !== -1; start = text.indexOf(line, start + 1)) {
      const end = start + line.length;
      const isWhole =
        (start === 0 || text[start - 1] === '\n') && (end === text.length || /[\r\n]/.test(text[end] ?? ''));
      if (isWhole) places.push({ file, text, start, end });
    }
  }
  return places.length === 1 ? places[0] : undefined;
}

function manifestsOf({ record }: VerifyRun): string {
  const { manifests } = record;
  if (typeof manifests !== 'string') throw new Error('a render that succeeded printed no manifests');
  return manifests;
}

function sourcesOf({ objects }: VerifyRun['record']): readonly string[] {
  if (!Array.isArray(objects)) return [];
  return [...new Set(objects.map(({ source }) => String(source)))];
}

const show = (line: string | undefined): string => (line === undefined ? 'behind the end' : JSON.stringify(line));
