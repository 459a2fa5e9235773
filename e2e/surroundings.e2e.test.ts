/** What decides beside the config: the user's global config, skaffold.env, variables, the kubeconfig's context. */
import { expect, test } from 'vitest';
import { orchestrator } from './program.ts';
import { createFolder } from './services/provided.ts';

const config = (tagPolicy: string): string => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: ${tagPolicy}
  artifacts:
    - image: web
      layers: {}
profiles:
  - name: staging
    activation: [{kubeContext: 'stag.*'}]
    build:
      tagPolicy: {envTemplate: {template: from-staging}}
`;

const globalConfig = `global: {default-repo: reg.example.com/everyone, allow-template-commands: true}
kubeContexts:
  - kube-context: staging
    default-repo: reg.example.com/staging
`;

const kubeconfig = 'apiVersion: v1\nkind: Config\ncurrent-context: staging\n';

async function tagOf(files: Readonly<Record<string, string>>, words: readonly string[] = [], env = {}) {
  const cwd = await createFolder(files);
  const run = await orchestrator(['build', '--dry-run', '-q', ...words], { cwd, env });
  return run.exitCode === 0 ? JSON.parse(run.stdout).builds[0].tag : run.exitCode;
}

test('cmd in templates runs where the flag or the user’s own config allows it, and nowhere else', async () => {
  const files = {
    'orchestrator.yaml': config(`{envTemplate: {template: '{{cmd "printf" "v7"}}'}}`),
    global: globalConfig,
  };
  expect(await tagOf(files)).toBe(10);
  expect(await tagOf(files, ['--allow-template-commands'])).toBe('localhost:5080/web:v7');
  expect(await tagOf(files, ['--config=global'])).toBe('reg.example.com/everyone/web:v7');
  expect(await tagOf(files, ['--config=global', '--allow-template-commands=false'])).toBe(10);
});

test('the current context activates profiles and chooses the default repository', async () => {
  const files = { 'orchestrator.yaml': config('{envTemplate: {template: plain}}'), global: globalConfig, kubeconfig };
  const env = { KUBECONFIG: 'nowhere:kubeconfig' };
  expect(await tagOf(files, [], env)).toBe('localhost:5080/web:from-staging');
  expect(await tagOf(files, ['--config=global'], env)).toBe('reg.example.com/staging/web:from-staging');
  expect(await tagOf(files, ['--config=global', '--kube-context=prod'], env)).toBe(
    'reg.example.com/everyone/web:plain',
  );
  expect(await tagOf(files, ['--profile-auto-activation=false'], env)).toBe('localhost:5080/web:plain');
  expect(await tagOf(files, ['--profile=-staging'], env)).toBe('localhost:5080/web:plain');
});

test('skaffold.env gives variables that the environment beats; SKAFFOLD_ variables are flags', async () => {
  const files = {
    'orchestrator.yaml': config("{envTemplate: {template: '{{.ONE}}-{{.TWO}}'}}"),
    'skaffold.env': 'ONE=file\nTWO=file\n',
  };
  expect(await tagOf(files, [], { TWO: 'env' })).toBe('localhost:5080/web:file-env');
  expect(await tagOf(files, [], { SKAFFOLD_DEFAULT_REPO: 'reg.example.com/x', SKAFFOLD_TAG: 'flag' })).toBe(
    'reg.example.com/x/web:flag',
  );
});
