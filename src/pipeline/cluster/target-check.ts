/**
 * Whether a run may go on with the cluster that it found.
 *
 *     orchestrator.targets.yaml is there     only what it lists
 *     it is not                              the first cluster of a context is kept for the user, another one refused
 */
import { join } from 'node:path';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { describeTarget, isSameTarget, judgeTarget, type TargetIdentity } from '../../live/target.ts';
import { parseTargets, TARGETS_FILE } from './target-file.ts';
import { addToRecord, type RecordPorts, readRecord } from './target-record.ts';

export interface TargetRequest {
  readonly context: string;
  /** Absolute, nearest first; {@link TARGETS_FILE} of the first that has one counts. */
  readonly folders: readonly string[];
  /** Absolute path of the user's record. */
  readonly recordFile: string;
  /** What is found is the right one from now on. */
  readonly accept: boolean;
  /** What a protected target refuses, in words; undefined where nothing of the kind is asked. */
  readonly drastic: string | undefined;
  readonly allowProtected: boolean;
}

/** @throws OrchestratorError TARGET_REFUSED; YAML_INVALID and CONFIG_INVALID of a file that says which are right. */
export async function checkTarget(found: TargetIdentity, request: TargetRequest, ports: RecordPorts): Promise<void> {
  if (found.kubeSystem === undefined) {
    const message =
      'the namespace kube-system may not be read: the cluster is known by its authority and address alone';
    ports.emit({ type: 'notice', level: 'info', message });
  }
  const listed = await findTargetsFile(request.folders, ports);
  if (listed === undefined) await checkRecord(found, request, ports);
  else checkListed(found, listed, request);
}

/** @returns Undefined where no folder has one. */
async function findTargetsFile(
  folders: readonly string[],
  { files, signal }: RecordPorts,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  for (const folder of folders) {
    const file = join(folder, TARGETS_FILE);
    if ((await files.stat(file)) !== undefined) return { file, text: await files.readText(file, signal) };
  }
  return undefined;
}

function checkListed(
  found: TargetIdentity,
  { file, text }: { readonly file: string; readonly text: string },
  { context, drastic, allowProtected }: TargetRequest,
): void {
  const { targets, place } = unwrap(parseTargets(text, file));
  const judged = judgeTarget(targets, context, found);
  if (judged.state === 'known') {
    if (judged.target.protected !== true || drastic === undefined || allowProtected) return;
    throw refused({
      message: `context "${context}" is protected, and this run would ${drastic}`,
      hint: 'Say --allow-protected if that is meant.',
      at: targets.find((one) => one === judged.target)?.place ?? place,
    });
  }
  const others = targets.filter((one) => one.context !== context && isSameTarget(one, found));
  const known = others.length === 0 ? '' : `; it is listed as ${others.map((one) => `"${one.context}"`).join(', ')}`;
  if (judged.state === 'new')
    throw refused({
      message: `context "${context}" is not listed in ${TARGETS_FILE}; found ${describeTarget(found)}${known}`,
      hint: `If it is meant, add {${entryOf(context, found)}} to targets.`,
      at: place,
    });
  throw refused({
    message:
      `context "${context}" is not the cluster that is listed for it: ` +
      `expected ${judged.expected.map(describeTarget).join(', or ')}; found ${describeTarget(found)}${known}`,
    hint: `If it is meant, write {${entryOf(context, found)}}.`,
    at: targets.find((one) => one.context === context)?.place ?? place,
  });
}

const entryOf = (context: string, { ca, kubeSystem, server }: TargetIdentity): string =>
  [
    `context: ${JSON.stringify(context)}`,
    `ca: "${ca}"`,
    kubeSystem === undefined ? `server: "${server}"` : `kubeSystem: ${kubeSystem}`,
  ].join(', ');

async function checkRecord(found: TargetIdentity, request: TargetRequest, ports: RecordPorts): Promise<void> {
  const { context, recordFile, accept } = request;
  const { contexts } = await readRecord(recordFile, ports);
  const before = contexts.get(context);
  const judged = judgeTarget(before === undefined ? [] : [{ ...before, context }], context, found);
  if (judged.state === 'other' && !accept)
    throw refused({
      message:
        `context "${context}" is not the cluster that it was: ` +
        `expected ${describeTarget(judged.expected[0])}; found ${describeTarget(found)}`,
      hint: `If the cluster was made anew, or the change is meant, say --accept-target once. It is kept in ${recordFile}.`,
    });
  // A run that could not read the UID knew less than this one does.
  const isFuller = before?.kubeSystem === undefined && found.kubeSystem !== undefined;
  if (judged.state === 'known' && !isFuller) return;
  await addToRecord(
    recordFile,
    (memory) => ({ ...memory, contexts: new Map(memory.contexts).set(context, found) }),
    ports,
  );
  if (judged.state === 'known') return;
  const message = `context "${context}" is ${describeTarget(found)}; from now on no other cluster is taken for it`;
  ports.emit({ type: 'notice', level: 'info', message });
}

const refused = (problem: Omit<Problem, 'code'>): OrchestratorError =>
  new OrchestratorError({ code: 'TARGET_REFUSED', ...problem });
