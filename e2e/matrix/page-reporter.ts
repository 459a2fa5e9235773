/**
 * The reporter of `npm run faults`: folds the results into docs/fault-matrix.md when every file and every test of the
 * projects that ran did, and fails the run where rows and tests do not fit each other. Of a project that did not run
 * (`--project=cluster`) the page keeps what it says.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { checkRows, formatPage, type TestResult, withResultsOf } from './page.ts';
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
    const ofCluster = (name: string): boolean => name.startsWith('cluster-');
    const ran = new Set(modules.map(({ moduleId }) => basename(moduleId)));
    const projects = [files.filter(ofCluster), files.filter((name) => !ofCluster(name))];
    const isHalf = projects.some((all) => all.some((name) => ran.has(name)) && !all.every((name) => ran.has(name)));
    // A given cluster cannot show all of its rows, and the page is of the tests' own.
    const isGiven = process.env['ORCHESTRATOR_E2E_KUBECONFIG'] !== undefined;
    if (ran.size === 0 || isHalf || isPart || isGiven) return;
    const now = tests.map(resultOf);
    const results = ran.size === files.length ? now : withResultsOf(readSource('docs/fault-matrix.md') ?? '', now);
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
