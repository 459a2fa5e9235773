import { describe, expect, test } from 'vitest';
import { SKAFFOLD, soundConfig } from '../../config/resolve.cases.ts';
import { placeOf } from '../../lib/text-place.ts';
import { readKubectlFlags } from './kubectl-flags.ts';

async function read(yaml: string) {
  const text = `${SKAFFOLD}deploy:\n  kubectl:\n    flags:\n      ${yaml}\n`;
  const resolved = await soundConfig(text, { file: 'skaffold.yaml', command: 'deploy' });
  return readKubectlFlags(resolved.config.deploy.kubectl ?? {}, resolved);
}

describe('flags of kubectl', () => {
  test.each([
    ['global: ["--namespace=a"]', { namespace: 'a' }],
    ['global: ["--namespace", "a"]', { namespace: 'a' }],
    ['global: ["-n", "a", "--context=c"]', { namespace: 'a', context: 'c' }],
    ['apply: ["-na"]', { namespace: 'a' }],
    ['apply: ["--server-side", "--force-conflicts"]', { force: true }],
    ['apply: ["--force-conflicts=false"]', { force: false }],
    ['apply: ["--dry-run=none"]', {}],
    ['delete: ["--cascade=orphan", "--grace-period=5"]', { deletion: { propagation: 'Orphan', graceSeconds: 5 } }],
    ['delete: ["--cascade", "--now"]', { deletion: { propagation: 'Background', graceSeconds: 1 } }],
    ['delete: ["--grace-period", "-1", "--wait=false"]', { deletion: { wait: false } }],
    ['delete: ["--timeout=90s", "--ignore-not-found"]', { deletion: { timeoutMs: 90_000 } }],
    ['global: []', {}],
  ])('%s means the same here', async (yaml, meaning) => {
    expect(await read(yaml)).toEqual({ deletion: {}, problems: [], warnings: [], ...meaning });
  });

  test.each([
    'global: ["-v=6"]',
    'global: ["--request-timeout", "5s"]',
    'apply: ["--overwrite=true"]',
    'apply: ["--validate=false"]',
    'apply: ["--force"]',
    'delete: ["--force"]',
    'disableValidation: true',
  ])('%s changes nothing, and a warning says so', async (yaml) => {
    const { problems, warnings } = await read(yaml);
    expect([problems, warnings]).toEqual([[], [expect.objectContaining({ code: 'CONFIG_UNSUPPORTED' })]]);
  });

  test.each([
    ['global: ["--kubeconfig=./other"]', '--kubeconfig is not supported', 16],
    ['global: ["-n", "a", "--as", "root"]', '--as is not supported', 27],
    ['global: ["--insecure-skip-tls-verify"]', '--insecure-skip-tls-verify is not supported', 16],
    ['apply: ["--prune", "-l", "app=x"]', '--prune is not supported', 15],
    ['apply: ["--dry-run=server"]', '--dry-run is not supported', 15],
    ['apply: ["-l", "app=x"]', '--selector is not supported', 15],
    ['apply: ["--now"]', '--now is no flag', 15],
    ['delete: ["--grace-period=soon"]', '--grace-period cannot be "soon"', 16],
    ['delete: ["--all"]', '--all is not supported', 16],
    ['apply: ["server-side"]', 'server-side is no flag', 15],
  ])('%s is an error with its place', async (yaml, message, column) => {
    const { problems } = await read(yaml);
    expect(problems[0]).toMatchObject({ code: 'CONFIG_UNSUPPORTED', message: expect.stringContaining(message) });
    const at = problems[0]?.at;
    expect(at && placeOf(at.text, at.start)).toEqual({ line: 6, column });
  });
});
