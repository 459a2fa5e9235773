import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Records } from '../../ports/records.ts';
import { createPieceBook } from './piece-book.ts';
import type { Break } from './pieces.ts';

const MIB = 2 ** 20;
const START = 16 * MIB;
const A = 'https://a.example';
const B = 'https://b.example';
const fresh = { url: `${A}/u/1`, offset: 0 };
const broken: Break = { size: START, offset: 0, isOwn: false, isLost: false };

/** Runs of the program one after the other, with the notes that outlive them. */
function createRuns() {
  const notes = new Map<string, string>();
  const records: Records = {
    read: async (kind, key) => notes.get(`${kind}/${key}`),
    write: async (kind, key, text) => void notes.set(`${kind}/${key}`, text),
  };
  let now = Date.parse('2026-11-25T12:00:00Z');
  return {
    notes,
    pass: (days: number) => {
      now += days * 24 * 3_600_000;
    },
    async run(origin = A, kept: Records | undefined = records) {
      const book = createPieceBook(START, { records: kept, clock: { now: () => new Date(now) } });
      await book.recall(origin);
      return book;
    },
  };
}

/** A run whose first piece was fast, and the piece that it tries then. */
async function tried(runs: ReturnType<typeof createRuns>, rest: number) {
  const book = await runs.run();
  await book.passed(A, START, 300);
  return { book, piece: book.next(A, fresh, rest) };
}

test('the first piece is of the size that is good everywhere, on any connection', async () => {
  const book = await createRuns().run();
  expect(book.next(A, fresh, 200 * MIB)).toEqual({ size: START, isOwn: false });
  expect(book.next(A, fresh, 5)).toEqual({ size: 5, isOwn: false });
});

describe('where a piece was fast, one larger piece is tried', () => {
  test.each([
    [200 * MIB, 64 * MIB],
    [51 * MIB, 51 * MIB],
    [32 * MIB, 32 * MIB],
  ])('of %i bytes that are left: %i, on a connection of its own', async (rest, size) => {
    const { book, piece } = await tried(createRuns(), rest);
    expect(piece).toEqual({ size, isOwn: true });
    expect(book.next(A, fresh, rest)).toEqual({ size: START, isOwn: false });
  });

  test('and no larger one where little is left', async () => {
    const { piece } = await tried(createRuns(), 32 * MIB - 1);
    expect(piece).toEqual({ size: START, isOwn: false });
  });

  test.each([
    [1_000, 64 * MIB],
    [1_001, START],
  ])('after one that took %i ms: %i bytes', async (ms, size) => {
    const book = await createRuns().run();
    await book.passed(A, START, ms);
    expect(book.next(A, fresh, 200 * MIB).size).toBe(size);
  });

  test('once a run, at the start of an upload', async () => {
    const book = await createRuns().run();
    await book.passed(A, START, 300);
    expect(book.next(A, { ...fresh, offset: START }, 64 * MIB).size).toBe(START);
    expect(book.next(A, fresh, 64 * MIB).size).toBe(64 * MIB);
    expect(book.next(A, fresh, 64 * MIB).size).toBe(START);
  });

  test('and nothing is tried without notes, nor where a connection broke', async () => {
    const runs = createRuns();
    const forgetful = createPieceBook(START, { records: undefined, clock: { now: () => new Date() } });
    const careful = await runs.run();
    await careful.learn(A, broken);
    for (const book of [forgetful, careful]) {
      await book.passed(A, START, 1);
      expect(book.next(A, fresh, 200 * MIB).size).toBe(START);
    }
  });
});

describe('what came of the trial', () => {
  test('it came through: that size is good, in other runs too, for a week', async () => {
    const runs = createRuns();
    const { book, piece } = await tried(runs, 51 * MIB);
    await book.passed(A, piece.size, 1_500);
    expect(book.of(A)).toEqual({ size: 51 * MIB, isWary: false });
    runs.pass(6.9);
    expect((await runs.run()).next(A, fresh, 200 * MIB)).toEqual({ size: 51 * MIB, isOwn: false });
    runs.pass(0.2);
    expect((await runs.run()).of(A).size).toBe(START);
  });

  test('it was slow: nothing is noted', async () => {
    const runs = createRuns();
    const { book, piece } = await tried(runs, 64 * MIB);
    await book.passed(A, piece.size, 4_001);
    expect(book.of(A).size).toBe(START);
    expect(runs.notes.size).toBe(0);
  });

  test('it broke: pieces stay small and travel alone, and in other runs nothing is tried for a week', async () => {
    const runs = createRuns();
    const { book, piece } = await tried(runs, 64 * MIB);
    await book.learn(A, { ...piece, offset: 0, isLost: true });
    expect(book.next(A, fresh, 64 * MIB)).toEqual({ size: START, isOwn: true });
    runs.pass(6.9);
    expect((await tried(runs, 64 * MIB)).piece).toEqual({ size: START, isOwn: false });
    runs.pass(0.2);
    expect((await tried(runs, 64 * MIB)).piece.size).toBe(64 * MIB);
  });

  test('a break of a small piece says nothing of other runs', async () => {
    const runs = createRuns();
    await (await runs.run()).learn(A, broken);
    expect(runs.notes.size).toBe(0);
  });
});

describe('a size that was good', () => {
  async function proven() {
    const runs = createRuns();
    const { book, piece } = await tried(runs, 64 * MIB);
    await book.passed(A, piece.size, 1_000);
    return { runs, book: await runs.run() };
  }

  test('is given up when a connection breaks', async () => {
    const { runs, book } = await proven();
    await book.learn(A, { ...broken, size: 64 * MIB });
    expect(book.of(A)).toEqual({ size: START, isWary: true });
    expect((await tried(runs, 64 * MIB)).piece).toEqual({ size: START, isOwn: false });
  });

  test('is given up when a piece is slow, and may be tried again', async () => {
    const { runs, book } = await proven();
    await book.passed(A, 64 * MIB, 60_000);
    expect(book.of(A)).toEqual({ size: START, isWary: false });
    expect((await tried(runs, 64 * MIB)).piece.size).toBe(64 * MIB);
  });

  test('is raised by a run that has more to send', async () => {
    const runs = createRuns();
    const { book, piece } = await tried(runs, 40 * MIB);
    await book.passed(A, piece.size, 1_000);
    const later = await runs.run();
    await later.passed(A, 40 * MIB, 1_000);
    expect(later.next(A, fresh, 40 * MIB)).toEqual({ size: 40 * MIB, isOwn: false });
    expect(later.next(A, fresh, 60 * MIB)).toEqual({ size: 60 * MIB, isOwn: true });
  });

  test('is not raised by a registry that takes whole blobs only', async () => {
    const { book } = await proven();
    await book.passed(A, 1024 * MIB, 10);
    expect(book.of(A).size).toBe(64 * MIB);
  });
});

test('what one registry taught says nothing of another', async () => {
  const runs = createRuns();
  const { book, piece } = await tried(runs, 64 * MIB);
  await book.passed(A, piece.size, 1_000);
  expect((await runs.run(A)).of(A).size).toBe(64 * MIB);
  expect((await runs.run(B)).of(B).size).toBe(START);
});

test('what stands in a note is never believed beyond what a piece may be', async () => {
  const near = fc.double({ min: START, max: 5 * START, noNaN: true });
  const size = fc.oneof(near, fc.double(), fc.integer(), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(size, async (size) => {
      const text = JSON.stringify({ size, atMs: Date.parse('2026-11-25T12:00:00Z') });
      const book = await createRuns().run(A, { read: async () => text, write: async () => undefined });
      expect(Number.isInteger(book.of(A).size)).toBe(true);
      expect(book.of(A).size).toBeGreaterThanOrEqual(START);
      expect(book.of(A).size).toBeLessThanOrEqual(4 * START);
    }),
  );
});
