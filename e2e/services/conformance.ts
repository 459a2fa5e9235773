/**
 * Runs the OCI distribution-spec conformance suite against a registry.
 *
 *     conformance --► POST, PATCH, PUT, GET, HEAD, DELETE on two repositories ──► junit.xml, report.html, results.yaml
 *
 * `1.1` runs the released specification's checks (858); `everything` runs those of the coming one too, cancelled
 * uploads, tags as parameters and sparse manifests included (1028), so that nothing is left out by a default.
 * Source: the suite's own README; it is configured by `OCI_*` variables.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface ConformanceOptions {
  /** Path of the suite's program. */
  readonly program: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Where the reports go. */
  readonly folder: string;
  readonly scope: '1.1' | 'everything';
  /** `disabled`: plain HTTP (default); `insecure`: any certificate. */
  readonly tls?: 'enabled' | 'insecure' | 'disabled';
  readonly user?: { readonly username: string; readonly password: string };
}

export interface ConformanceResult {
  readonly total: number;
  /** What the registry may leave out and does, such as mounts without a source. */
  readonly skipped: number;
  /** What this run's scope leaves out. */
  readonly disabled: number;
  /** Names of the checks that failed, or ended in an error. */
  readonly failed: readonly string[];
}

/**
 * Runs the suite; a failed check is a result and not an error.
 *
 * @throws Error with the suite's own words where it wrote no report.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceResult> {
  const { program, host, folder, scope, tls = 'disabled', user } = options;
  const ran = await execa(program, [], {
    cwd: folder,
    reject: false,
    env: {
      OCI_REGISTRY: host,
      OCI_TLS: tls,
      OCI_VERSION: scope === '1.1' ? '1.1' : 'dev',
      OCI_RESULTS_DIR: folder,
      // No file: settings that lie about in the working folder must not count.
      OCI_CONFIGURATION: '/dev/null',
      ...(scope === 'everything' && { OCI_DATA_SPARSE: 'true' }),
      ...(user && { OCI_USERNAME: user.username, OCI_PASSWORD: user.password }),
    },
  });
  const report = await readFile(join(folder, 'junit.xml'), 'utf8').catch(() => {
    throw new Error(`the conformance suite wrote no report: ${ran.stderr}`);
  });
  const head = /<testsuite [^>]*>/.exec(report)?.[0] ?? '';
  const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = [...report.matchAll(/<testcase name="([^"]*)"[^>]* status="(failure|error)"/g)];
  return {
    total: count('tests'),
    skipped: count('skipped'),
    disabled: count('disabled'),
    failed: failed.map(([, name = '']) => name),
  };
}
