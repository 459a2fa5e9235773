import { describe, expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';
import { explain, recordOf } from './explain.ts';
import { exitCodeOf, OrchestratorError, type Problem } from './problem.ts';

const text = 'build:\r\n  artifacts:\r\n    - imgae: web # 😀\r\n';
const at = { file: 'orchestrator.yaml', text, start: text.indexOf('imgae'), end: text.indexOf('imgae') + 5 };
const problem: Problem = {
  code: 'CONFIG_INVALID',
  message: 'unknown field "imgae"',
  hint: 'did you mean "image"?',
  at,
};

describe('explain', () => {
  test('shows code, sentence, place, marked line and hint', () => {
    expect(explain([problem])).toEqual([
      'error CONFIG_INVALID: unknown field "imgae"',
      '  orchestrator.yaml:3:7',
      '  3 |     - imgae: web # 😀',
      '    |       ^^^^^',
      'hint: did you mean "image"?',
    ]);
  });

  test('indents causes and says an equal hint once, at the end', () => {
    const because: Problem = { code: 'FILE_FAILED', message: 'no' };
    const lines = explain([{ ...problem, at, because: [because] }, problem]);
    expect(lines).toContain('  because FILE_FAILED: no');
    expect(lines.filter((line) => line.startsWith('hint: '))).toHaveLength(1);
  });

  test('draws what is not as it is to be, and lets no escape through', () => {
    const parts = [{ text: 'Deployment shop/web: \u001b[31m0 of 1', below: [{ text: 'pod p\u0007', below: [] }] }];
    const late: Problem = {
      code: 'NOT_READY',
      message: 'late \u001b]0;title\u0007it is',
      hint: 'a\n\u001b[2Jb',
      parts,
    };
    expect(explain([late])).toEqual([
      'error NOT_READY: late it is',
      '  Deployment shop/web: 0 of 1',
      '  └─ pod p',
      'hint: a',
      'b',
    ]);
    expect(recordOf(late)).toMatchObject({ parts });
  });

  test('gives programs the same facts', () => {
    expect(recordOf(problem)).toEqual({
      code: 'CONFIG_INVALID',
      message: 'unknown field "imgae"',
      hint: 'did you mean "image"?',
      file: 'orchestrator.yaml',
      line: 3,
      column: 7,
    });
  });
});

describe('excerpt', () => {
  test('keeps tabs so that the carets stand under the mistake', () => {
    expect(excerpt({ file: 'f', text: '\tab', start: 1, end: 3 })).toEqual(['1 | \tab', '  | \t^^']);
  });

  test('cuts a very long line around the mistake and replaces control characters', () => {
    const long = `${'x'.repeat(500)}\u001b[31mBAD`;
    const [line = '', marks = ''] = excerpt({ file: 'f', text: long, start: 505, end: 508 });
    expect(line.length).toBeLessThan(130);
    expect(line).not.toContain('\u001b');
    expect(line.slice(marks.indexOf('^'), marks.indexOf('^') + 3)).toBe('BAD');
  });
});

test('the exit code is that of the first problem', () => {
  expect(exitCodeOf([{ code: 'BUILD_FAILED', message: '' }, problem])).toBe(3);
  expect(new OrchestratorError(problem).problems).toEqual([problem]);
});
