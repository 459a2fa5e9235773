import { describe, expect, test } from 'vitest';
import type { BuilderFacts, Wanted } from './builder.ts';
import type { DockerSpec } from './docker.schema.ts';
import { chooseWay } from './docker-way.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };
const syntax = { what: '# syntax=docker/dockerfile:1', isWish: true };
const mount = { what: 'RUN --mount', isWish: false };

const choose = (spec: Partial<DockerSpec>, wanted: Partial<Wanted> = {}, facts: Partial<BuilderFacts> = {}) =>
  chooseWay(
    { dockerfile: 'Dockerfile', ...spec },
    { platforms: [], push: true, ...wanted },
    { buildx: '/buildx', ...facts },
  );

describe('the way', () => {
  test.each([
    [{}, {}, {}, 'docker: engine API; nothing in the config asks for BuildKit'],
    [{}, { need: null }, {}, 'docker: engine API; the Dockerfile needs no BuildKit'],
    [{}, { platforms: [arm64] }, {}, 'docker: engine API; nothing in the config asks for BuildKit'],
    [{ secrets: [{ id: 'a' }] }, {}, {}, 'docker buildx: secrets need BuildKit'],
    [{ ssh: 'default' }, {}, {}, 'docker buildx: ssh needs BuildKit'],
    [{ cliFlags: ['--no-cache'] }, {}, {}, 'docker buildx: cliFlags are flags of docker buildx'],
    [{ buildx: true }, {}, {}, 'docker buildx: docker.buildx asks for it'],
    [{}, { platforms: [amd64, arm64] }, {}, 'docker buildx: several platforms need BuildKit'],
    [{}, { need: mount }, {}, 'docker buildx: RUN --mount needs BuildKit'],
    [{}, { need: syntax }, {}, 'docker buildx: # syntax=docker/dockerfile:1 asks for BuildKit'],
    [{}, {}, { local: { useBuildkit: true } }, 'docker buildx: build.local.useBuildkit asks for it'],
    [{}, {}, { local: { useDockerCLI: true } }, 'docker buildx: build.local.useDockerCLI asks for it'],
    [{ buildx: true }, { need: mount }, {}, 'docker buildx: RUN --mount needs BuildKit'],
    [
      {},
      { need: syntax },
      { buildx: undefined },
      'docker: engine API; # syntax=docker/dockerfile:1 asks for BuildKit, but there is no docker buildx',
    ],
    [{ buildx: true }, { need: syntax }, { local: { useBuildkit: false } }, 'docker: engine API; useBuildkit is false'],
  ])('of %j, %j, %j is "%s"', (spec, wanted, facts, why) => {
    const way = choose(spec, wanted, facts);
    expect(way).toEqual({ ok: true, value: { by: why.startsWith('docker buildx') ? 'buildx' : 'engine', why } });
  });

  test.each([
    [
      { secrets: [{ id: 'a' }] },
      {},
      { buildx: undefined },
      'TOOL_MISSING',
      /secrets need BuildKit, and docker buildx is not/,
    ],
    [{ buildx: true }, {}, { buildx: undefined }, 'TOOL_MISSING', /docker.buildx asks for it, and/],
    [
      {},
      { need: mount },
      { local: { useBuildkit: false } },
      'CONFIG_INVALID',
      /RUN --mount needs .*useBuildkit is false/,
    ],
    [
      {},
      { platforms: [amd64, arm64], push: false },
      {},
      'USAGE_INVALID',
      /\(linux\/amd64, linux\/arm64\) can only be pushed/,
    ],
    [{ squash: true, ssh: 'default' }, {}, {}, 'CONFIG_INVALID', /cannot squash/],
  ])('there is none for %j, %j, %j: %s', (spec, wanted, facts, code, message) => {
    expect(choose(spec, wanted, facts)).toMatchObject({
      ok: false,
      problems: [{ code, message: expect.stringMatching(message) }],
    });
  });
});
