/**
 * The reporter of `npm run faults`: folds the results into docs/fault-matrix.md when every file and every test ran,
 * and fails the run where rows and tests do not fit each other.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { checkRows, formatPage, type TestResult } from './page.ts';
import { groups } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const page = join(root, 'docs', 'fault-matrix.md');

// Vitest takes a reporter as a default export only.
// biome-ignore lint/style/noDefaultExport: see above
export default class PageReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.faults.ts'));
    // With `-t` the others count as skipped, and the page would lose their results.
    const isPart = tests.some((test) => test.result().state === 'skipped' && noteOf(test) === undefined);
    if (modules.length < files.length || isPart) return;
    const results = tests.map(resultOf);
    const mistakes = checkRows(groups, results, readSource);
    for (const mistake of mistakes) process.stderr.write(`matrix: ${mistake}\n`);
    if (mistakes.length > 0) process.exitCode = 1;
    writeFileSync(page, formatPage(groups, results));
  }
}

const readSource = (file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;

function resultOf(test: TestCase): TestResult {
  const { state } = test.result();
  const note = noteOf(test);
  // The first line of a table of cases stands for them all in a title with `%s`; vitest has filled it in already.
  return { title: test.name, state: state === 'pending' ? 'skipped' : state, ...(note !== undefined && { note }) };
}

function noteOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}
