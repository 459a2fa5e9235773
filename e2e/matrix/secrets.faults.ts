/**
 * Row S1: canaries in every place where a secret may be, and a search for them in everything that a run leaves:
 * both outputs in each form, the artifacts file, the state with its records, names of files included.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { answer, registryError } from '../faults/rules.ts';
import { startScriptedProxy } from '../faults/scripted-proxy.ts';
import { orchestrator } from '../program.ts';
import { createFolder, requireService } from '../services/provided.ts';
import { canary, createSearch } from './canaries.ts';

const services = inject('services');

const PLACES = ['env', 'arg', 'password', 'secret', 'dotenv', 'token'] as const;
const forms = ['plain', 'json', 'list', 'none'] as const;

const { found, foundBelow } = createSearch(Object.fromEntries(PLACES.map((place) => [place, canary(place)])));
/** What the test itself puts there. */
const GIVEN = /^(?:orchestrator\.yaml|skaffold\.env|data|Dockerfile|token)/;

interface Case {
  readonly artifact: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly exitCode: number;
  /** The BuildKit that builds. */
  readonly buildkit?: { readonly dockerConfig: string; readonly builder: string };
}

async function expectSilence(
  context: TestContext,
  host: string,
  { artifact, files = {}, exitCode, buildkit }: Case,
): Promise<void> {
  const { dockerHost } = requireService(services.dockerd, context);
  const auth = Buffer.from(`tess:${canary('password')}`).toString('base64');
  const auths = { [host]: { auth, identitytoken: '' } };
  const config = await createFolder();
  if (buildkit) await cp(buildkit.dockerConfig, config, { recursive: true, verbatimSymlinks: true });
  await writeFile(join(config, 'config.json'), JSON.stringify({ auths }));
  const secretFile = await createFolder({ token: canary('secret') });
  const local = buildkit ? `  local: {builder: ${buildkit.builder}}\n` : '';
  for (const progress of forms) {
    const cwd = await createFolder({
      'orchestrator.yaml': `apiVersion: orchestrator/v1\nkind: Config\nbuild:\n  tagPolicy: {inputDigest: {}}\n${local}  artifacts:\n    - image: web\n      ${artifact}\n`,
      'skaffold.env': `FROM_DOTENV=${canary('dotenv')}\n`,
      'data/a.txt': 'a\n',
      ...files,
    });
    await mkdir(join(cwd, '..', 'home'), { recursive: true });
    const env = {
      DOCKER_HOST: dockerHost,
      DOCKER_CONFIG: config,
      API_TOKEN: canary('env'),
      ARG_TOKEN: canary('arg'),
      SECRET_FILE: join(secretFile, 'token'),
      REGISTRY_TOKEN: canary('token'),
    };
    const words = [
      'build',
      `--progress=${progress}`,
      '--verbosity=trace',
      `--default-repo=${host}/s1`,
      '--file-output=a.json',
    ];
    const run = await orchestrator([...words, ...(progress === 'json' ? ['--format=json'] : [])], { cwd, env });
    expect([progress, run.exitCode, exitCode === 0 ? run.stderr : '']).toEqual([
      progress,
      exitCode,
      exitCode === 0 ? run.stderr : '',
    ]);
    expect(found(run.stdout + run.stderr)).toEqual([]);
    expect(foundBelow(cwd, GIVEN)).toEqual([]);
  }
}

const docker = (more = ''): string => `docker: {buildArgs: {TOKEN: "{{.ARG_TOKEN}}"}, network: none${more}}`;
const DOCKERFILE = 'FROM busybox:1.36\nARG TOKEN\nCOPY data /data\n';

test('S1: a docker build with build args, pushed with a login', async (context) => {
  const { host } = requireService(services.registry, context);
  await expectSilence(context, host, { artifact: docker(), files: { Dockerfile: DOCKERFILE }, exitCode: 0 });
});

test('S1: the search itself finds a canary, plain and in base64', () => {
  for (const place of PLACES) {
    expect(found(`x ${canary(place)} y`)).toEqual([place]);
    expect(found(Buffer.from(`tess:${canary(place)}`).toString('base64'))).toEqual([place]);
  }
});

test('S1: a build by BuildKit with build secrets of a file and of the environment', async (context) => {
  const { host } = requireService(services.registry, context);
  const { dockerConfig, builder } = requireService(services.buildkitd, context);
  const secrets = ', secrets: [{id: file, src: token.txt}, {id: env, env: API_TOKEN}]';
  const mounts = '--mount=type=secret,id=file --mount=type=secret,id=env';
  for (const [end, exitCode] of [
    ['', 0],
    [' && exit 6', 3],
  ] as const) {
    const files = {
      Dockerfile: `${DOCKERFILE}RUN ${mounts} test -s /run/secrets/file && test -s /run/secrets/env${end}\n`,
      'token.txt': canary('secret'),
      '.dockerignore': 'token.txt\n',
    };
    await expectSilence(context, host, {
      artifact: docker(secrets),
      files,
      exitCode,
      buildkit: { dockerConfig, builder },
    });
  }
});

test('S1: a docker build that fails', async (context) => {
  const { host } = requireService(services.registry, context);
  const files = { Dockerfile: `${DOCKERFILE}RUN exit 4\n` };
  await expectSilence(context, host, { artifact: docker(), files, exitCode: 3 });
});

test('S1: a custom build that has secrets in its environment and fails', async (context) => {
  const { host } = requireService(services.registry, context);
  await expectSilence(context, host, {
    artifact: 'custom: {buildCommand: \'test -n "$API_TOKEN"; exit 5\'}',
    exitCode: 3,
  });
});

test('S1: a build of layers with a secret in a setting, pushed and refused', async (context) => {
  const { url, host } = requireService(services.registry, context);
  const artifact = 'layers: {files: [{src: data, dest: /data}]}';
  await expectSilence(context, host, { artifact, exitCode: 0 });
  for (const [status, code] of [
    [401, 'UNAUTHORIZED'],
    [403, 'DENIED'],
    [500, 'UNKNOWN'],
  ] as const) {
    // A registry that says what it was told.
    const proxy = await startScriptedProxy({
      upstream: url,
      rules: [
        {
          when: { if: ({ authorized }) => authorized },
          do: {
            kind: 'answer',
            with: ({ headers }) => ({
              status,
              body: JSON.stringify({ errors: [{ code, message: `you said ${headers.authorization}` }] }),
            }),
          },
        },
        { when: {}, do: answer(401, { 'www-authenticate': 'Basic realm="r"' }) },
      ],
    });
    onTestFinished(proxy.close);
    await expectSilence(context, proxy.host, { artifact, exitCode: 4 });
  }
});

test('S1: a token of a registry, and what a token service says', async (context) => {
  const { url } = requireService(services.registry, context);
  const proxy = await startScriptedProxy({ upstream: url });
  onTestFinished(proxy.close);
  proxy.add(
    { when: { path: /^\/token/ }, do: answer(200, {}, { token: canary('token') }) },
    {
      when: { path: /^\/v2\// },
      do: registryError(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="${proxy.url}/token",service="s"` }),
    },
  );
  await expectSilence(context, proxy.host, { artifact: 'layers: {files: [{src: data, dest: /data}]}', exitCode: 4 });
});

test('S1: a crash of the program itself', async () => {
  const cwd = await createFolder({ 'orchestrator.yaml': 'apiVersion: orchestrator/v1\nkind: Config\n' });
  await writeFile(join(cwd, 'break.cjs'), "JSON.stringify = () => { throw new Error('broken'); };\n");
  const env = { API_TOKEN: canary('env'), NODE_OPTIONS: `--require=${join(cwd, 'break.cjs')}` };
  const run = await orchestrator(['build', '--format=json', '--verbosity=trace'], { cwd, env });
  expect(run.exitCode).toBe(70);
  expect(found(run.stdout + run.stderr)).toEqual([]);
});
