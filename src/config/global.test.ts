import { describe, expect, test } from 'vitest';
import { parseGlobalConfig, settingsFor } from './global.ts';
import { parseCurrentContext } from './kube-context.ts';

const TEXT = `global:
  default-repo: ghcr.io/me
  multi-level-repo: true
  survey: {last-prompted: "2026-01-01"}
kubeContexts:
  - kube-context: gke_.*_eu
    default-repo: eu.gcr.io/me
    insecure-registries: [r.io:5000, 5000]
  - kube-context: gke_
    local-cluster: true
`;

describe('the global config', () => {
  test.each([
    [undefined, { defaultRepo: 'ghcr.io/me', multiLevelRepo: true }],
    ['kind-dev', { defaultRepo: 'ghcr.io/me', multiLevelRepo: true }],
    ['gke_p_eu', { defaultRepo: 'eu.gcr.io/me', multiLevelRepo: true, insecureRegistries: ['r.io:5000', '5000'] }],
    ['gke_p_us', { defaultRepo: 'ghcr.io/me', multiLevelRepo: true }],
    ['gke_', { defaultRepo: 'ghcr.io/me', multiLevelRepo: true, localCluster: true }],
  ])('for the context %s', (context, settings) => {
    const parsed = parseGlobalConfig(TEXT, 'config');
    expect(parsed.ok && settingsFor(parsed.value, context)).toEqual(settings);
  });

  test('may be empty', () => {
    expect(parseGlobalConfig('', 'config')).toEqual({ ok: true, value: { global: {}, contexts: [] } });
    expect(parseGlobalConfig('global:\nkubeContexts:\n', 'config')).toMatchObject({ ok: true });
  });

  test('tells every mistake with its place', () => {
    expect(parseGlobalConfig('global:\n  multi-level-repo: some\n  default-repo: [x]\n', 'config')).toMatchObject({
      ok: false,
      problems: [
        { code: 'CONFIG_INVALID', message: 'global.default-repo must be a text', at: { start: 35 } },
        { code: 'CONFIG_INVALID', message: 'global.multi-level-repo must be true or false', at: { start: 28 } },
      ],
    });
  });
});

describe('the current context of a kubeconfig', () => {
  test.each([
    ['apiVersion: v1\nkind: Config\ncurrent-context: kind-dev\n', 'kind-dev'],
    ['current-context: 1234\n', '1234'],
    ['current-context: ""\n', undefined],
    ['apiVersion: v1\n', undefined],
    ['', undefined],
  ])('of %j is %s', (text, context) => {
    const parsed = parseCurrentContext(text, 'kubeconfig');
    expect(parsed).toEqual({ ok: true, value: context });
  });
});
