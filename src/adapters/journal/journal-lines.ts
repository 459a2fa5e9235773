/**
 * A journal's text: one line a note, each with its checksum, so that a torn one was never written.
 *
 *     9f86d081… {"command":"build","began":"2026-08-11T07:30:00.000Z"}
 *     2c624232… {"state":"begun","effect":{"kind":"tag","name":"reg/web","tag":"v1","digest":"sha256:…"}}
 *     19581e27… {"state":"done","of":"tag reg/web:v1"}
 *
 * Pure. What is not understood is passed over: another version may have written it.
 */
import { createHash } from 'node:crypto';
import { asDigest } from '../../image/digest.ts';
import { isObject, parseJsonObject } from '../../oci/descriptor-json.ts';
import type { Effect, EffectState, InterruptedRun, JournalEntry } from '../../ports/journal.ts';

/** One effect is known by this, whatever is learned about it on the way. */
export const keyOf = (effect: Effect): string =>
  effect.kind === 'tag' ? `tag ${effect.name}:${effect.tag}` : `${effect.kind} ${effect.path}`;

export const formatHeader = (command: string, began: string): string => sealed({ command, began });

export const formatEntry = ({ effect, state }: JournalEntry): string => sealed({ state, effect });

/** Of an effect that is there already. */
export const formatState = (effect: Effect, state: EffectState): string => sealed({ state, of: keyOf(effect) });

/** Everything that was wholly written, the last word on each effect. */
export function parseJournal(text: string): Omit<InterruptedRun, 'id'> {
  const entries = new Map<string, JournalEntry>();
  let command = '';
  let began = '';
  for (const line of text.split('\n')) {
    const note = unsealed(line);
    if (typeof note?.['command'] === 'string' && typeof note['began'] === 'string') {
      command = note['command'];
      began = note['began'];
    }
    const state = readState(note?.['state']);
    const effect = readEffect(note?.['effect']) ?? entries.get(String(note?.['of']))?.effect;
    if (state !== undefined && effect !== undefined) entries.set(keyOf(effect), { effect, state });
  }
  return { command, began, entries: [...entries.values()] };
}

const sealed = (note: object): string => {
  const text = JSON.stringify(note);
  return `${checksumOf(text)} ${text}\n`;
};

function unsealed(line: string): Readonly<Record<string, unknown>> | undefined {
  const text = line.slice(CHECKSUM + 1);
  return line.startsWith(`${checksumOf(text)} `) ? parseJsonObject(Buffer.from(text)) : undefined;
}

/** Hexadecimal digits of a sha256. */
const CHECKSUM = 64;
const checksumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const states: readonly string[] = ['expected', 'begun', 'done', 'failed'] satisfies readonly EffectState[];
const readState = (value: unknown): EffectState | undefined =>
  typeof value === 'string' && states.includes(value) ? (value as EffectState) : undefined;

function readEffect(value: unknown): Effect | undefined {
  if (!isObject(value)) return undefined;
  const { kind, name, tag, path, written, removed } = value;
  if (kind === 'tag' && typeof name === 'string' && typeof tag === 'string') {
    const digest = asDigest(String(value['digest']));
    return { kind, name, tag, ...(digest !== undefined && { digest }) };
  }
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  if (kind === 'file') return { kind, path };
  if (kind !== 'folder' || !isObject(written) || !Array.isArray(removed)) return undefined;
  const hashes = Object.entries(written).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return {
    ...{ kind, path, written: Object.fromEntries(hashes) },
    removed: removed.filter((one) => typeof one === 'string'),
  };
}
