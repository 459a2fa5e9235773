import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExecuteOptions, executeTemplate, parseTemplate } from './index.ts';

/** Processor time: a busy machine makes no test slower. */
const cpuMs = (): number => process.cpuUsage().user / 1000;

/** What text/template of Go 1.26 made of each template over `data`; `stage` says where it failed. */
interface Fixture {
  readonly data: unknown;
  readonly cases: readonly { template: string; output: string | null; stage?: 'parse' | 'execute' }[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('fixtures/go-outputs.json', import.meta.url), 'utf8'));

describe('the language is Go’s', () => {
  test.each(fixture.cases)('$template', ({ template, output }) => {
    const parsed = parseTemplate(template);
    const result = parsed.ok ? executeTemplate(parsed.value, fixture.data) : parsed;
    expect(result.ok ? result.value : null).toBe(output);
  });
});

const run = (template: string, data: unknown = {}, options: ExecuteOptions = {}) => {
  const parsed = parseTemplate(template);
  return parsed.ok ? executeTemplate(parsed.value, data, options) : parsed;
};

describe('mistakes have a place', () => {
  test.each([
    ['ab {{.X', 3, '"{{" is not closed'],
    ['a\n{{if .X}}', 2, '"if" has no "end"'],
    ['{{.X}} {{nofunc 1}}', 9, 'function "nofunc" is not defined'],
    ['{{.A.B}}', 2, 'there is no "B" in string'],
    ['{{$y}}', 2, 'undefined variable "$y"'],
    ['x{{template "t"}}', 12, 'template "t" is not defined'],
    ['{{trunc "a" "b"}}', 2, '"trunc" wants int, got string'],
    ['{{required "say A" .Z}}', 2, '"required" says: say A'],
  ])('%j', (template, start, message) => {
    expect(run(template, { A: 'a' })).toMatchObject({
      ok: false,
      problems: [{ code: 'TEMPLATE_INVALID', message: `template: ${message}`, at: { text: template, start } }],
    });
  });

  test('and never hold a value of the data', () => {
    const result = run('{{.TOKEN.X}}{{index .TOKEN "a"}}', { TOKEN: 's3cret' });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});

describe('what a template may do', () => {
  test('runs no program unless the caller gives "cmd"', () => {
    expect(run('{{if false}}{{cmd "rm"}}{{end}}')).toMatchObject({
      ok: false,
      problems: [{ code: 'TEMPLATE_COMMAND_REFUSED', at: { start: 14, end: 17 } }],
    });
    const functions = { cmd: (...words: readonly unknown[]) => words.join('+') };
    expect(run('{{cmd "git" "log"}}', {}, { functions })).toEqual({ ok: true, value: 'git+log' });
  });

  test('lets through what a given function throws', () => {
    const functions = {
      cmd: () => {
        throw new RangeError('mine');
      },
    };
    expect(() => run('{{cmd}}', {}, { functions })).toThrow(RangeError);
  });

  test('reads the environment only out of what it is given', () => {
    expect(run('{{env "A"}}{{env "PATH"}}', { A: 'a' })).toEqual({ ok: true, value: 'a' });
    expect(run('{{env "A"}}', { A: 'a' }, { env: { A: 'b' } })).toEqual({ ok: true, value: 'b' });
  });

  test('finds exported fields by their JSON names when asked', () => {
    const data = { builds: [{ imageName: 'web', tag: 'r/web:v1' }] };
    const template = '{{range .Builds}}{{.ImageName}}={{.Tag}} {{end}}{{json .}}';
    expect(run(template, data, { exportedFields: true })).toEqual({
      ok: true,
      value: `web=r/web:v1 ${JSON.stringify(data)}`,
    });
    expect(run('{{.Builds}}', data)).toEqual({ ok: true, value: '<no value>' });
  });

  test('refuses a missing key when told to', () => {
    expect(run('{{.A}}', { B: 1 }, { missingKey: 'error' })).toMatchObject({ ok: false });
    expect(run('{{.B}}', { B: 1 }, { missingKey: 'error' })).toEqual({ ok: true, value: '1' });
  });

  test.each([['constructor'], ['__proto__'], ['toString']])('sees no inherited key %s', (key) => {
    expect(run(`{{.${key}}}`)).toEqual({ ok: true, value: '<no value>' });
    expect(run(`{{${key}}}`)).toMatchObject({ ok: false });
  });
});

describe('hostile templates are refused soon', () => {
  const doubled = (make: string) =>
    `{{$x := ${make}}}{{range until 70}}{{$x = ${make.replaceAll('"aa"', '$x')}}}{{end}}{{$x}}`;
  test.each([
    ['{{range until 90000}}{{range until 90000}}{{end}}{{end}}'],
    ['{{range until 90000000}}{{end}}'],
    ['{{range 900000000}}{{end}}'],
    [doubled('list "aa" "aa"')],
    [doubled('printf "%s%s" "aa" "aa"')],
    ['{{$x := list}}{{range until 90000}}{{$x = list $x}}{{end}}{{$x}}'],
    ['{{fromJson (printf "%s1%s" (repeat 90000 "[") (repeat 90000 "]")) | toJson}}'],
    [`{{define "a"}}${'{{if 1}}'.repeat(150)}{{template "a"}}${'{{end}}'.repeat(150)}{{end}}{{template "a"}}`],
    [`{{if 0}}${'{{else if 0}}'.repeat(50_000)}{{end}}`],
    ['{{repeat 999999999 "aaaa"}}'],
    ['{{printf "%999999999d" 1}}{{printf "%*d" 999999999 1}}{{fail "x"}}'],
    ['{{define "a"}}{{template "a"}}{{end}}{{template "a"}}'],
    [`${'{{if 1}}'.repeat(5000)}${'{{end}}'.repeat(5000)}`],
    [`{{${'('.repeat(20_000)}1${')'.repeat(20_000)}}}`],
    ['{{regexMatch "(a*)*b" (repeat 100000 "a") | ternary "a" "b" | fail}}'],
  ])('%.60s', (template) => {
    const start = cpuMs();
    expect(run(template).ok).toBe(false);
    expect(cpuMs() - start).toBeLessThan(2000);
  });
});

test('prints no more digits than there are', () => {
  expect(run('{{printf "%.2000f|%.300e|%.300g" 1.5 1.5 1.5 | len}}').ok).toBe(true);
});

test('any text either parses or says where it is wrong', () => {
  const words = [
    '{{',
    '}}',
    '{{-',
    '-}}',
    '.A',
    '$x',
    ':=',
    '|',
    '(',
    ')',
    '"',
    '`',
    "'",
    'if',
    'end',
    'range',
    ' ',
    '1',
    '/*',
    '*/',
    'define',
    '\\',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
      const result = run(parts.join(''), { A: [1] });
      return result.ok || result.problems[0].at.start <= parts.join('').length;
    }),
  );
});
