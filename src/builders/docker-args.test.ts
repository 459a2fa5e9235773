import { expect, test } from 'vitest';
import { buildxArgs } from './buildx-args.ts';
import { jobOf } from './docker.cases.ts';
import type { DockerSpec } from './docker.schema.ts';
import { buildArgsOf, cacheFromOf } from './docker-args.ts';

const spec: DockerSpec = { dockerfile: 'Dockerfile' };
const requires = [{ alias: 'BASE', reference: 'r.example/base:1@sha256:1' }];

test('build arguments of ours are passed where they are declared, those of the user always', () => {
  const job = jobOf(
    { ...spec, buildArgs: { A: '{{.WORD}}', FROM_ENV: null, UNSET: null } },
    { requires, runMode: 'dev', env: { FROM_ENV: 'value' } },
  );
  expect(buildArgsOf(job, new Set())).toEqual({ A: 'expanded', FROM_ENV: 'value' });
  expect(buildArgsOf(job, new Set(['BASE', 'SKAFFOLD_RUN_MODE', 'X']))).toEqual({
    A: 'expanded',
    FROM_ENV: 'value',
    BASE: 'r.example/base:1@sha256:1',
    SKAFFOLD_RUN_MODE: 'dev',
  });
  const own = jobOf({ ...spec, buildArgs: { BASE: 'mine' } }, { requires });
  expect(buildArgsOf(own, new Set(['BASE']))).toEqual({ BASE: 'mine' });
});

test('a cache by the own name is the image that is about to be built, in a list of its own', () => {
  const cacheFrom = ['app', 'r.example/team/app', 'other:1', 'app:2'];
  const job = jobOf({ ...spec, cacheFrom });
  const own = 'r.example/team/app:v1';
  expect(cacheFromOf(job)).toEqual([own, own, 'other:1', 'app:2']);
  expect(cacheFrom[0]).toBe('app');
});

const paths = { dockerfile: '/t/Dockerfile', metadata: '/t/meta', imageId: '/t/id' };
const args = (job: Parameters<typeof buildxArgs>[0], given = {}) =>
  buildxArgs(job, given, paths, (path) => `/project/${path}`).join(' ');

test('the command line of buildx has an order of its own', () => {
  const job = jobOf<DockerSpec>(
    {
      ...spec,
      target: 'small',
      network: 'HOST',
      addHost: ['a:1.2.3.4'],
      cacheFrom: ['app'],
      cliFlags: ['--flag={{.WORD}}'],
      noCache: true,
      pullParent: true,
      secrets: [{ id: 's', src: 'word.txt' }, { id: 'e', env: 'WORD' }, { id: 'n' }],
      ssh: 'default',
      labels: { b: '2', a: '{{.WORD}}' },
      buildArgs: { Z: null },
    },
    {
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ],
      local: { builder: 'remote' },
    },
  );
  expect(args(job, { Z: 'hidden', A: '1' })).toBe(
    'build /project/app --file /t/Dockerfile --tag r.example/team/app:v1 --build-arg A=1 --build-arg Z' +
      ' --add-host a:1.2.3.4 --cache-from r.example/team/app:v1 --flag=expanded --target small --network host' +
      ' --no-cache --pull --secret id=s,src=/project/word.txt --secret id=e,env=WORD --secret id=n --ssh default' +
      ' --platform linux/amd64,linux/arm/v7 --label a=expanded --label b=2 --builder remote' +
      ' --push --metadata-file /t/meta',
  );
});

test('an image that is not pushed is loaded, and the builder of the environment wins', () => {
  const job = jobOf(spec, { push: false, local: { builder: 'remote' }, env: { BUILDX_BUILDER: 'mine' } });
  expect(args(job)).toBe('build /project/app --file /t/Dockerfile --tag r.example/team/app:v1 --load --iidfile /t/id');
});
