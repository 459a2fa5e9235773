/**
 * `orchestrator.lock` for `# syntax=docker/dockerfile:…`: the program that reads the Dockerfile is an image too, and a
 * tag of it that was moved changes nothing before `--refresh`. The engines' Docker Hub is the registry of the run.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { crane, fileOf } from './build-room.ts';
import { type Finished, orchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

const ways = {
  'a remote BuildKit': (context: TestContext) => {
    const { dockerConfig, builder } = requireService(services.buildkitd, context);
    return { env: { DOCKER_CONFIG: dockerConfig, BUILDX_BUILDER: builder }, settings: 'buildx: true' };
  },
  'the BuildKit of dockerd': (context: TestContext) => {
    const { dockerConfig } = requireService(services.buildkitd, context);
    const { dockerHost } = requireService(services.dockerd, context);
    return {
      env: { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig, BUILDX_BUILDER: 'default' },
      settings: 'buildx: true, network: host',
    };
  },
} as const;

let count = 0;

async function arrange(way: keyof typeof ways, context: TestContext) {
  const { env, settings } = ways[way](context);
  const { host } = requireService(services.registry, context);
  const { program } = requireService(services.crane, context);
  const frontend = requireService(services.frontend, context);
  count += 1;
  const tag = `e2e-${process.pid}-${Date.now()}-${count}`;
  const config = (artifact: string) => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {sha256: {}}
  artifacts:
    - ${artifact}
`;
  const app = await createFolder({
    'orchestrator.yaml': config(`{image: app, docker: {${settings}}}`),
    Dockerfile: `# syntax=docker/dockerfile:${tag}\nFROM scratch\nCOPY <<EOF /told\nby a here-document\nEOF\n`,
  });
  const maker = await createFolder({
    'orchestrator.yaml': config(`image: ${host}/docker/dockerfile
      platforms: [linux/amd64]
      layers:
        files: [{src: which, dest: /which}, {src: frontend, dest: /bin/frontend, mode: 0755}]
        entrypoint: [/bin/frontend]
        labels: {moby.buildkit.frontend.network.none: "true"}`),
    which: '',
  });
  return {
    app,
    lock: (): string => readFileSync(join(app, 'orchestrator.lock'), 'utf8'),
    key: `docker.io/docker/dockerfile:${tag}`,
    build: (...words: string[]): Promise<Finished> =>
      orchestrator(['build', '--progress=plain', `--default-repo=${host}/${tag}`, ...words], { cwd: app, env }),
    told: ({ stdout }: Finished): Promise<string> => fileOf(program, stdout.trim().replace(/^app -> /, ''), 'told'),
    /** Has the tag mean a frontend that works, or one that is no program. @returns Its digest. */
    async moveFrontend(which: string, works: boolean): Promise<string> {
      writeFileSync(join(maker, 'which'), which);
      if (works) copyFileSync(frontend.program, join(maker, 'frontend'));
      else writeFileSync(join(maker, 'frontend'), 'no program');
      const finished = await orchestrator(['build', `--tag=${tag}`], { cwd: maker });
      expect(finished.exitCode, finished.stderr).toBe(0);
      return crane(program, 'digest', `${host}/docker/dockerfile:${tag}`);
    },
  };
}

describe.each(Object.keys(ways) as (keyof typeof ways)[])('%s', (way) => {
  test('reads the Dockerfile with the frontend of the lock until --refresh, whatever its tag means', async (context) => {
    const { app, key, lock, build, told, moveFrontend } = await arrange(way, context);
    const first = await moveFrontend('first', true);

    const offline = await build('--offline');
    expect(offline.exitCode).toBe(11);
    expect(offline.stderr).toMatch(/docker\/dockerfile:e2e-\S+" is not in orchestrator\.lock[\s\S]*Dockerfile:1/);

    const one = await build();
    expect(one.exitCode, one.stderr).toBe(0);
    expect(await told(one)).toBe('by a here-document');
    const locked = lock();
    expect(JSON.parse(locked).images[key]).toMatchObject({ digest: first });

    // Who took what the tag means now would run what is no program.
    const broken = await moveFrontend('broken', false);
    expect((await build()).stdout).toBe(one.stdout);
    const again = await build('--rebuild', '--cache-artifacts=false');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toContain(`docker/dockerfile@${first}`);
    expect(lock()).toBe(locked);

    const refreshed = await build('--refresh', '--rebuild');
    expect(refreshed.stderr).toMatch(
      new RegExp(`${key} moved from ${first.slice(7, 19)} and is now ${broken.slice(7, 19)} in orchestrator\\.lock`),
    );
    expect(refreshed.exitCode, refreshed.stderr).toBe(3);

    const second = await moveFrontend('second', true);
    const moved = await build('--refresh');
    expect(moved.exitCode, moved.stderr).toBe(0);
    expect(moved.stderr).toContain(`is now ${second.slice(7, 19)} in orchestrator.lock`);
    expect(JSON.parse(lock()).images[key]).toMatchObject({ digest: second });

    // Who gets the old lock back is back at the old frontend.
    writeFileSync(join(app, 'orchestrator.lock'), locked);
    const back = await build('--rebuild', '--cache-artifacts=false');
    expect(back.stderr).toContain(`docker/dockerfile@${first}`);
    expect(await told(back)).toBe('by a here-document');
  });
});
