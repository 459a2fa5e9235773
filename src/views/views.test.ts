import { describe, expect, test } from 'vitest';
import type { View } from '../events/bus.ts';
import { createBus } from '../events/bus.ts';
import type { Event } from '../events/event.ts';
import { createJsonLinesView } from './json-lines.ts';
import { createPlainView } from './plain.ts';

const events: readonly Event[] = [
  {
    type: 'run.planned',
    command: 'build',
    steps: [{ id: 'build:web', title: 'build web', needs: [] }],
  },
  { type: 'step.started', step: 'build:web' },
  { type: 'step.output', step: 'build:web', stream: 'stdout', line: '\u001b[32mcompiling\u001b[0m' },
  { type: 'step.progress', step: 'build:web', part: 'layer', done: 1024, total: 4096, unit: 'bytes' },
  { type: 'step.progress', step: 'build:web', part: 'layer', done: 4096, total: 4096, unit: 'bytes' },
  { type: 'notice', level: 'warning', message: 'no git here; tags are digests of the inputs' },
  {
    type: 'step.finished',
    step: 'build:web',
    outcome: 'failed',
    durationMs: 1500,
    problems: [{ code: 'BUILD_FAILED', message: 'exit code 7' }],
  },
  {
    type: 'run.finished',
    outcome: 'failed',
    durationMs: 1600,
    problems: [
      {
        code: 'BUILD_FAILED',
        message: 'web: exit code 7',
        at: { file: 'Dockerfile', text: 'FROM x\nRUN y\n', start: 7, end: 10 },
      },
    ],
  },
];

/** Plays the events, each three seconds after the one before. */
function linesOf(create: (write: (line: string) => void) => View, played = events): readonly string[] {
  const lines: string[] = [];
  let ticks = 1;
  const emit = createBus([create((line) => lines.push(line))], () => new Date(3000 * ticks++));
  for (const event of played) emit(event);
  return lines;
}

describe('the plain view', () => {
  test('prefixes each line with its step, shows bytes and rate, and repeats the last lines of what failed', () => {
    expect(linesOf(createPlainView)).toEqual([
      '[build web] compiling',
      '[build web] 4.0 KiB of 4.0 KiB, 1.3 KiB/s',
      'warning: no git here; tags are digests of the inputs',
      '[build web] failed in 1.5 s',
      'last lines of build web:',
      '  compiling',
      'error BUILD_FAILED: web: exit code 7',
      '  Dockerfile:2:1',
      '  2 | RUN y',
      '    | ^^^',
      'hint: The last lines of the build are above.',
    ]);
  });

  test('says the lines of a result before the result', () => {
    const end = {
      type: 'step.finished',
      step: 'build:web',
      outcome: 'done',
      durationMs: 0,
      result: '1 to create',
    } as const;
    const played = [...events.slice(0, 1), { ...end, lines: ['create ConfigMap a', '  a\u001b[31m note'] }];
    expect(linesOf(createPlainView, played)).toEqual([
      '[build web] create ConfigMap a',
      '[build web]   a note',
      '[build web] done: 1 to create',
    ]);
  });

  test('says nothing of a step that was not begun: the error names all of them at once', () => {
    const end = { type: 'step.finished', step: 'build:web', outcome: 'skipped', durationMs: 0, why: 'no' } as const;
    expect(linesOf(createPlainView, [...events.slice(0, 1), end])).toEqual([]);
  });

  test('says of a warning what it means for the run, beside its code, place and hint', () => {
    const problem = { code: 'REGISTRY_UNREACHABLE', message: 'nobody listens there', hint: 'Check it.' } as const;
    const message = 'base:1 stays at 4f0c of orchestrator.lock: nobody listens there';
    expect(linesOf(createPlainView, [{ type: 'notice', level: 'warning', message, problem }])).toEqual([
      `warning REGISTRY_UNREACHABLE: ${message}`,
      'hint: Check it.',
    ]);
  });

  test('leaves out blank lines, also of the last ones', () => {
    const blank = { type: 'step.output', step: 'build:web', stream: 'stdout', line: ' \u001b[0m' } as const;
    const withBlanks = [...events.slice(0, 3), blank, ...events.slice(3)];
    expect(linesOf(createPlainView, withBlanks)).toEqual(linesOf(createPlainView));
  });
});

describe('the JSON lines view', () => {
  test('opens with the schema version, numbers each event, and gives places without the file they are in', () => {
    const records = linesOf(createJsonLinesView).map((line) => JSON.parse(line));
    expect(records[0]).toEqual({ type: 'stream.opened', schemaVersion: 1 });
    expect(records.slice(1).map((record) => record.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(records.at(-1).problems).toEqual([
      {
        code: 'BUILD_FAILED',
        message: 'web: exit code 7',
        hint: 'The last lines of the build are above.',
        file: 'Dockerfile',
        line: 2,
        column: 1,
      },
    ]);
  });
});
