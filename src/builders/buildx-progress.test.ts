import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBuildxProgress } from './buildx-progress.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const started = '2026-01-01T00:00:00Z';
const log = (vertex: string, text: string, stream = 1) => ({
  vertex,
  stream,
  data: Buffer.from(text).toString('base64'),
  timestamp: started,
});

function read(...lines: readonly (object | string)[]) {
  const seen: string[] = [];
  const progress = createBuildxProgress({
    onLine: (line) => seen.push(line),
    onProgress: (part, done, total) => seen.push(`${part.slice(0, 9)} ${done}/${total}`),
  });
  for (const line of lines) progress.push(typeof line === 'string' ? line : JSON.stringify(line));
  progress.end();
  return { seen, failure: progress.failure(), messages: progress.messages() };
}

test('a step is told once when it starts, or that it was cached', () => {
  const { seen } = read(
    { vertexes: [{ digest: A, name: '[1/2] FROM a' }] },
    { vertexes: [{ digest: A, name: '[1/2] FROM a', started }] },
    { vertexes: [{ digest: A, name: '[1/2] FROM a', started, completed: started }] },
    { vertexes: [{ digest: B, name: '[2/2] RUN b', started, completed: started, cached: true }] },
  );
  expect(seen).toEqual(['[1/2] FROM a', 'CACHED [2/2] RUN b']);
});

test('what commands say comes in whole lines, each stream by itself', () => {
  const { seen } = read({ logs: [log(A, 'one\ntw'), log(B, 'other\n'), log(A, 'err', 2), log(A, 'o\nend')] });
  expect(seen).toEqual(['one', 'other', 'two', 'end', 'err']);
});

test('a character that two messages share is whole', () => {
  const [first, second] = [Buffer.from('ä').subarray(0, 1), Buffer.from('ä\n').subarray(1)];
  const part = (bytes: Buffer) => ({ logs: [{ ...log(A, ''), data: bytes.toString('base64') }] });
  expect(read(part(first), part(second)).seen).toEqual(['ä']);
});

test('only what has a size is a transfer', () => {
  const { seen } = read({
    statuses: [
      { id: B, vertex: A, current: 512, total: 2816 },
      { id: 'exporting layers', vertex: A, current: 0, started },
    ],
  });
  expect(seen).toEqual(['sha256:bb 512/2816']);
});

test('the first failure is the cause; what was stopped because of it is none', () => {
  const { failure, seen } = read(
    { vertexes: [{ digest: B, name: 'other', started, error: 'Canceled: context canceled' }] },
    {
      vertexes: [
        { digest: A, name: '[2/2] RUN exit 3', started, error: 'process "/bin/sh" did not complete: exit code: 3' },
      ],
    },
    { vertexes: [{ digest: B, name: 'later', error: 'also' }] },
  );
  expect(failure).toEqual({ step: '[2/2] RUN exit 3', reason: 'process "/bin/sh" did not complete: exit code: 3' });
  expect(seen).toContain('ERROR [2/2] RUN exit 3: process "/bin/sh" did not complete: exit code: 3');
});

test('messages of buildx itself stand between, and are kept', () => {
  const { seen, messages } = read(
    'WARNING: x',
    '',
    '{broken',
    { vertexes: null, logs: 'x', statuses: [1] },
    'ERROR: y',
  );
  expect(seen).toEqual(['WARNING: x', '{broken', 'ERROR: y']);
  expect(messages).toEqual(seen);
});

test('never throws, whatever comes', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.object())), (lines) => void read(...lines)));
});
