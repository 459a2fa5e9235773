/**
 * Rows and results → docs/fault-matrix.md, and back. Pure; the same results give the same bytes.
 */
import type { Row } from './row.ts';

export interface TestResult {
  /** `F5: a full disk …` */
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly note?: string;
}

export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

const HEAD = `# The fault matrix

What is done to the program, what must come of it, and the test that holds it. Written by \`npm run faults\`, which runs
the built program against real services behind proxies that break bytes and answers, on full and read-only disks, with
few file descriptors, with clocks that jump, and under kills at every step. Generated: edit \`e2e/matrix\` instead.

A name of a test is one of \`npm run faults -- -t NAME\`; a file and a title is a test of \`npm test\` (\`src/…\`) or of
\`npm run e2e\` (\`e2e/…\`).
`;

export function formatPage(groups: readonly Group[], results: readonly TestResult[]): string {
  const rows = groups.flatMap((group) => group.rows);
  const passed = rows.filter((row) => resultOf(row, results).startsWith('passed')).length;
  const open = rows.filter((row) => row.open !== undefined);
  const whole = open.filter((row) => row.proofs.length === 0).length;
  const sums = `${rows.length} cases: ${passed} passed (${open.length - whole} of them in part), ${whole} not yet there.\n`;
  return [HEAD, sums, ...groups.map((group) => formatGroup(group, results))].join('\n');
}

/** What a page says of the rows whose tests were not run this time, and what the run says of the others. */
export function withResultsOf(page: string, results: readonly TestResult[]): readonly TestResult[] {
  const idOf = ({ title }: TestResult): string => title.split(':')[0] ?? '';
  const ran = new Set(results.map(idOf));
  return [
    ...results,
    ...page
      .split('\n')
      .flatMap(readRow)
      .filter((result) => !ran.has(idOf(result))),
  ];
}

/** The results that a line of a table was made of. */
function readRow(line: string): readonly TestResult[] {
  const cells = line.slice(2, -2).split(/(?<!\\) \| /);
  const [id = '', , , result = '', tests = ''] = cells.map((text) => text.replaceAll('\\|', '|'));
  const titles = [...tests.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title);
  const [, note] = /^not run: (.*)$/.exec(result) ?? [];
  const failed = result.startsWith('FAILED: ') ? result.slice('FAILED: '.length).split('; ') : [];
  return titles
    .filter((title) => title.startsWith(`${id}: `))
    .map((title) => {
      if (note !== undefined) return { title, state: 'skipped', note };
      return { title, state: failed.includes(title) ? 'failed' : 'passed' };
    });
}

function formatGroup({ title, rows }: Group, results: readonly TestResult[]): string {
  const lines = rows.map((row) =>
    [row.id, row.stimulus, row.expected, resultOf(row, results), commandOf(row, results)].map(cell).join(' | '),
  );
  const table = ['id | stimulus | expected | result | test', '--- | --- | --- | --- | ---', ...lines];
  return `## ${title}\n\n${table.map((line) => `| ${line} |\n`).join('')}`;
}

function resultOf(row: Row, results: readonly TestResult[]): string {
  const own = testsOf(row, results);
  const open = row.open === undefined ? '' : `not yet there: ${row.open}`;
  if (row.proofs.length === 0) return open;
  const failed = own.filter(({ state }) => state === 'failed');
  if (failed.length > 0) return `FAILED: ${failed.map(({ title }) => title).join('; ')}`;
  const skipped = own.find(({ state }) => state === 'skipped');
  if (skipped !== undefined) return `not run: ${skipped.note ?? 'skipped'}`;
  return open === '' ? 'passed' : `passed in part; ${open}`;
}

function commandOf(row: Row, results: readonly TestResult[]): string {
  const own = testsOf(row, results).map(({ title }) => `\`${title}\``);
  const others = row.proofs.flatMap((proof) =>
    proof.kind === 'elsewhere' ? [`[${proof.file}](../${proof.file}) “${proof.title}”`] : [],
  );
  return [...own, ...others].join('<br>') || '–';
}

/** In the order of their titles: files end in any order. */
const testsOf = (row: Row, results: readonly TestResult[]): readonly TestResult[] =>
  results.filter(({ title }) => title.startsWith(`${row.id}: `)).sort((a, b) => (a.title < b.title ? -1 : 1));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** What rows and tests say of each other that is not so. Empty where all fits. */
export function checkRows(
  groups: readonly Group[],
  results: readonly TestResult[],
  readSource: (file: string) => string | undefined,
): readonly string[] {
  const rows = groups.flatMap((group) => group.rows);
  const ids = rows.map(({ id }) => id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`),
    ...results.filter(({ title }) => !ids.includes(title.split(':')[0] ?? '')).map(({ title }) => `no row: ${title}`),
    ...rows.flatMap((row) => {
      const own = testsOf(row, results).length;
      const claims = row.proofs.some(({ kind }) => kind === 'here');
      if (claims && own === 0) return [`${row.id} has no test here`];
      if (!claims && own > 0) return [`${row.id} has a test here that its row does not know`];
      return row.proofs.length === 0 && row.open === undefined ? [`${row.id} has no proof and no reason`] : [];
    }),
    ...rows.flatMap((row) =>
      row.proofs.flatMap((proof) =>
        proof.kind === 'elsewhere' && !readSource(proof.file)?.includes(proof.title)
          ? [`${row.id}: ${proof.file} has no test "${proof.title}"`]
          : [],
      ),
    ),
  ];
}
