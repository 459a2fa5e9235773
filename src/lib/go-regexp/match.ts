/**
 * Runs a program over a text by backtracking that remembers: an instruction is tried at a place once, so a match takes
 * at most instructions × characters steps. Pure. Source: the bit-state matcher of RE2.
 */
import { isWord } from './char-set.ts';
import type { Instruction, Program } from './compile.ts';
import type { Assertion } from './parse.ts';

export interface Match {
  /** Offsets in UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** By number, 0 being the whole match; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/** 16 MiB of memory at most. Texts that would need more are cut there and match nothing beyond. */
const MOST_STATES = 134_217_728;

/** Finds, from an offset on, the leftmost match in one text; of those there the one that Perl would find. */
export function createMatcher(program: Program, whole: string): (from: number) => Match | undefined {
  const text = whole.slice(0, Math.floor(MOST_STATES / program.code.length) - 1);
  const tried = createMarks(program.code.length * (text.length + 1));
  return (from) => {
    tried.clear();
    for (let start = from; start <= text.length; start++) {
      // The middle of a surrogate pair is no place in the text.
      if ((text.codePointAt(start - 1) ?? 0) > 0xffff) continue;
      const slots = run(program, text, start, tried);
      if (slots !== undefined) return matchOf(slots, text);
    }
    return undefined;
  };
}

type Marks = ReturnType<typeof createMarks>;

/** A set of small numbers that is emptied in the time that its members took to add. */
function createMarks(size: number) {
  const bits = new Uint8Array(Math.ceil(size / 8));
  let added: number[] = [];
  return {
    /** Whether it was new. */
    add: (mark: number): boolean => {
      const bit = 1 << (mark & 7);
      const before = bits[mark >> 3] ?? 0;
      if ((before & bit) !== 0) return false;
      bits[mark >> 3] = before | bit;
      added.push(mark >> 3);
      return true;
    },
    clear: (): void => {
      for (const byte of added) bits[byte] = 0;
      added = [];
    },
  };
}

/** A place to go on from, or a slot to put back on the way. */
type Job = { readonly at: number; readonly place: number } | { readonly slot: number; readonly value: number };

function run({ code, groups }: Program, text: string, start: number, tried: Marks): number[] | undefined {
  const slots = new Array<number>(groups * 2).fill(-1);
  const jobs: Job[] = [{ at: 0, place: start }];
  for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
    if ('slot' in job) {
      slots[job.slot] = job.value;
      continue;
    }
    let { at, place } = job;
    for (;;) {
      if (!tried.add(at * (text.length + 1) + place)) break;
      const step = code[at];
      if (step === undefined) break;
      if (step.do === 'match') return slots;
      if (step.do === 'save') {
        jobs.push({ slot: step.slot, value: slots[step.slot] ?? -1 });
        slots[step.slot] = place;
      }
      if (step.do === 'split') jobs.push({ at: step.second, place });
      const next = advance(step, text, place);
      if (next === undefined) break;
      place = next;
      at = step.do === 'split' ? step.first : step.do === 'jump' ? step.to : at + 1;
    }
  }
  return undefined;
}

/** Where the text goes on after an instruction; undefined when it fails there. */
function advance(step: Instruction, text: string, place: number): number | undefined {
  if (step.do === 'assert') return holds(step.what, text, place) ? place : undefined;
  if (step.do !== 'set') return place;
  const point = text.codePointAt(place);
  if (point === undefined || !step.has(point)) return undefined;
  return place + (point > 0xffff ? 2 : 1);
}

function holds(what: Assertion, text: string, place: number): boolean {
  switch (what) {
    case 'text-start':
      return place === 0;
    case 'text-end':
      return place === text.length;
    case 'line-start':
      return place === 0 || text[place - 1] === '\n';
    case 'line-end':
      return place === text.length || text[place] === '\n';
    case 'word-edge':
      return wordAt(text, place - 1) !== wordAt(text, place);
    case 'no-word-edge':
      return wordAt(text, place - 1) === wordAt(text, place);
  }
}

const wordAt = (text: string, place: number): boolean => isWord(text.charCodeAt(place));

function matchOf(slots: readonly number[], text: string): Match {
  const groups: (string | undefined)[] = [];
  for (let slot = 0; slot < slots.length; slot += 2) {
    const [start = -1, end = -1] = slots.slice(slot, slot + 2);
    groups.push(start === -1 || end === -1 ? undefined : text.slice(start, end));
  }
  return { start: slots[0] ?? 0, end: slots[1] ?? 0, groups };
}
