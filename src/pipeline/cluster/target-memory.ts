/**
 * What a user's earlier runs found behind a context, for the user alone: `targets.json` of the data folder.
 *
 *     {"version": 1, "contexts": {"prod": {"ca": "sha256:…", "kubeSystem": "…", "server": "…"}},
 *      "programs": {"prod": {"command": "aws", "args": […], "path": "/usr/bin/aws", "env": "sha256:…"}}}
 *
 * Pure.
 */
import { err, ok, type Result } from '../../errors/result.ts';
import { type JsonNode, parseJsonText } from '../../lib/json-text.ts';
import type { TargetIdentity } from '../../live/target.ts';

/** A program that a kubeconfig logs in with, as it was when it was first run. */
export interface PinnedProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute; where PATH had it. */
  readonly path: string;
  /** Hash of the variables that the kubeconfig sets for it; they may hold secrets. */
  readonly env: string;
}

export interface TargetMemory {
  readonly contexts: ReadonlyMap<string, TargetIdentity>;
  readonly programs: ReadonlyMap<string, PinnedProgram>;
}

export const EMPTY_MEMORY: TargetMemory = { contexts: new Map(), programs: new Map() };

export const formatMemory = ({ contexts, programs }: TargetMemory): string =>
  `${JSON.stringify({ version: 1, contexts: sorted(contexts), programs: sorted(programs) }, undefined, 2)}\n`;

const sorted = (map: ReadonlyMap<string, object>): object =>
  Object.fromEntries([...map].sort(([left], [right]) => (left < right ? -1 : 1)));

/** @returns CONFIG_INVALID at the first thing that is not as it was written. */
export function parseMemory(text: string, file: string): Result<TargetMemory> {
  const bad = (message: string, { start, end }: { readonly start: number; readonly end: number }): Result<never> =>
    err({
      code: 'CONFIG_INVALID',
      message: `${file}: ${message}`,
      at: { file, text, start, end },
      hint: 'Repair it, or remove it: every context is then met for the first time.',
    });
  const parsed = parseJsonText(text);
  if (!parsed.ok) return bad(parsed.fault.message, parsed.fault);
  if (valueAt(parsed.root, 'version') !== 1) return bad('its version is not 1', parsed.root);
  const contexts = new Map<string, TargetIdentity>();
  for (const { name, value } of membersOf(member(parsed.root, 'contexts'))) {
    const [ca, kubeSystem, server] = ['ca', 'kubeSystem', 'server'].map((field) => textAt(value, field));
    if (ca === undefined || (kubeSystem ?? server) === undefined) return bad(`"${name}" is no target`, value);
    contexts.set(name, { ca, kubeSystem, server });
  }
  const programs = new Map<string, PinnedProgram>();
  for (const { name, value } of membersOf(member(parsed.root, 'programs'))) {
    const [command, path, env] = ['command', 'path', 'env'].map((field) => textAt(value, field));
    const list = member(value, 'args');
    if (command === undefined || path === undefined || env === undefined || list?.kind !== 'list')
      return bad(`"${name}" is no program`, value);
    const args = list.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''));
    programs.set(name, { command, args, path, env });
  }
  return ok({ contexts, programs });
}

const membersOf = (node: JsonNode | undefined) => (node?.kind === 'object' ? node.members : []);

const member = (node: JsonNode, name: string): JsonNode | undefined =>
  membersOf(node).find((one) => one.name === name)?.value;

function valueAt(node: JsonNode, name: string): unknown {
  const found = member(node, name);
  return found?.kind === 'scalar' ? found.value : undefined;
}

function textAt(node: JsonNode, name: string): string | undefined {
  const value = valueAt(node, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
