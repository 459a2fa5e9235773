/** One image in several registries: content everywhere first, tags last, and an exact report of who has what. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { answer, type Rule, registryError } from './faults/rules.ts';
import { type ScriptedProxy, startScriptedProxy } from './faults/scripted-proxy.ts';
import { copyExample, orchestrator, readArtifacts } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const words = ['build', '--file-output=artifacts.json', '--tag=v1', '--progress=plain'];

/** Three registries of which each can be made to fail, a config that publishes to all, and crane to look at them. */
async function room(context: TestContext) {
  const upstreams = [services.registry, services.olareg, services.registry].map(
    (service) => requireService(service, context).url,
  );
  const { program } = requireService(services.crane, context);
  /** All that was written anywhere, in its order. */
  const written: string[] = [];
  const record: Rule = {
    when: {
      if: ({ method, path }) => {
        if (method !== 'GET' && method !== 'HEAD') written.push(`${method} ${path}`);
        return false;
      },
    },
    do: { kind: 'pass' },
  };
  const proxies: ScriptedProxy[] = [];
  for (const upstream of upstreams) proxies.push(await startScriptedProxy({ upstream, rules: [record] }));
  for (const proxy of proxies) onTestFinished(() => proxy.close());
  const name = `publish/app-${Math.floor(performance.now() * 1000)}`;
  const [first, ...others] = proxies.map(({ host }, index) => `${host}/${name}-${index}`);
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  platforms: [linux/amd64, linux/arm64]
  artifacts:
    - image: ${first}
      alsoPush: [${others.join(', ')}]
      layers: {files: [{src: data, dest: /data}]}
`,
    'data/a.txt': `${name}\n`,
  });
  const digestIn = async (place: string, which = ':v1'): Promise<string> => {
    const { stdout, exitCode } = await execa(program, ['digest', `${place}${which}`], { reject: false });
    return exitCode === 0 ? stdout : 'none';
  };
  const places = [first ?? '', ...others];
  return { cwd, proxies, places, program, digestIn, written, run: () => orchestrator(words, { cwd }) };
}

const countUploads = ({ requests }: ScriptedProxy): number => requests.filter(({ method }) => method === 'POST').length;

describe('three registries', () => {
  test('get the same index by digest, and their tags when all have all of it', async (context) => {
    const { cwd, proxies, places, program, digestIn, written, run } = await room(context);
    const done = await run();
    expect(done.exitCode, done.stderr).toBe(0);
    const tag = (await readArtifacts(cwd)).builds[0]?.tag ?? '';
    const digest = tag.slice(tag.indexOf('@') + 1);
    expect(tag).toBe(`${places[0]}:v1@${digest}`);
    for (const place of places) {
      expect(await digestIn(place)).toBe(digest);
      await execa(program, ['validate', '--remote', `${place}:v1`]);
    }
    const isTag = written.map((one) => /^PUT .*\/manifests\/v1$/.test(one));
    expect(isTag.slice(-3)).toEqual([true, true, true]);
    expect(isTag.slice(0, -3)).not.toContain(true);

    // What was pushed within a day is believed: nobody is asked.
    const before = proxies.map(({ requests }) => requests.length);
    expect((await run()).exitCode).toBe(0);
    expect(proxies.map(({ requests }) => requests.length)).toEqual(before);
  });

  test('of which the third fails: no tag moves, each is named with what it has, and the next run sends only the rest', async (context) => {
    const { cwd, proxies, places, digestIn, run } = await room(context);
    await writeFile(join(cwd, 'artifacts.json'), 'as it was');
    const refuse: Rule = { when: { method: 'POST', path: /\/blobs\/uploads\// }, do: registryError(403, 'DENIED') };
    proxies[2]?.add(refuse);
    const failed = await run();
    expect(failed.exitCode).toBe(4);
    expect(await readFile(join(cwd, 'artifacts.json'), 'utf8')).toBe('as it was');
    expect(failed.stderr).toMatch(/error PUBLISH_INCOMPLETE: image .* is whole and tagged in 0 of 3 places/);
    expect(failed.stderr).toMatch(/because REGISTRY_DENIED: .*DENIED/);
    const [one = '', two = '', three = ''] = places;
    expect(failed.stderr).toMatch(new RegExp(`${one} has sha256:[0-9a-f]{64}; its tag v1 was not made`));
    expect(failed.stderr).toMatch(new RegExp(`${two} has sha256:[0-9a-f]{64}; its tag v1 was not made`));
    expect(failed.stderr).toMatch(new RegExp(`${three} does not have sha256:[0-9a-f]{64}`));
    expect(await Promise.all(places.map((place) => digestIn(place)))).toEqual(['none', 'none', 'none']);

    proxies[2]?.add({ ...refuse, do: { kind: 'pass' } });
    const before = proxies.slice(0, 2).map(countUploads);
    const again = await run();
    expect(again.exitCode, again.stderr).toBe(0);
    expect(proxies.slice(0, 2).map(countUploads)).toEqual(before);
    const digests = await Promise.all(places.map((place) => digestIn(place)));
    const [digest] = digests;
    expect(digest).toMatch(/^sha256:/);
    expect(digests).toEqual([digest, digest, digest]);
  });

  test('of which one does not move tags: both digests are told, and nothing else is tagged', async (context) => {
    const { cwd, proxies, places, program, digestIn, run } = await room(context);
    const { busybox } = requireService(services.images, context);
    const { host } = requireService(services.olareg, context);
    await execa(program, ['copy', `${host}/${busybox.name}`, `${places[1]}:v1`]);
    const old = await digestIn(places[1] ?? '');
    proxies[1]?.add({
      when: { method: 'PUT', path: /\/manifests\/v1$/ },
      do: registryError(409, 'DENIED'),
    });
    const failed = await run();
    expect(failed.exitCode).toBe(4);
    expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
    expect(failed.stderr).toMatch(new RegExp(`is ${old} and may not become sha256:[0-9a-f]{64}`));
    expect(failed.stderr).toMatch(new RegExp(`${places[1]} has sha256:[0-9a-f]{64}; its tag v1 is still ${old}`));
    expect(await Promise.all(places.map((place) => digestIn(place)))).toEqual(['none', old, 'none']);
  });
});

test('one registry that does not move tags: both digests are told, and the old artifacts file stays', async (context) => {
  const { url, host } = requireService(services.registry, context);
  const { program } = requireService(services.crane, context);
  const { busybox } = requireService(services.images, context);
  await using proxy = await startScriptedProxy({
    upstream: url,
    rules: [{ when: { method: 'PUT', path: /\/manifests\/v1$/ }, do: answer(403) }],
  });
  const name = `publish/immutable-${Math.floor(performance.now() * 1000)}`;
  await execa(program, ['copy', `${host}/${busybox.name}`, `${host}/${name}:v1`]);
  const cwd = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts: [{image: ${proxy.host}/${name}, layers: {files: [{src: data, dest: /data}]}}]
`,
    'data/a.txt': 'a\n',
    'artifacts.json': 'as it was',
  });
  const failed = await orchestrator(words, { cwd });
  expect(failed.exitCode).toBe(4);
  expect(failed.stderr).toMatch(new RegExp(`is ${busybox.digest} and may not become sha256:[0-9a-f]{64}`));
  expect(await readFile(join(cwd, 'artifacts.json'), 'utf8')).toBe('as it was');
});

test('what an engine built and pushed goes to the others by the same digest', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const { host } = requireService(services.registry, context);
  const other = requireService(services.olareg, context);
  const { program } = requireService(services.crane, context);
  const cwd = await copyExample('getting-started');
  const name = `publish/engine-${Math.floor(performance.now() * 1000)}`;
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts: [{image: ${host}/${name}, alsoPush: [${other.host}/${name}]}]
`,
  );
  await using refusing = await startScriptedProxy({ upstream: other.url });
  const done = await orchestrator(words, { cwd, env: { DOCKER_HOST: dockerHost } });
  expect(done.exitCode, done.stderr).toBe(0);
  const { stdout } = await execa(program, ['digest', `${other.host}/${name}:v1`]);
  expect((await readArtifacts(cwd)).builds[0]?.tag).toBe(`${host}/${name}:v1@${stdout}`);

  refusing.add({ when: { method: 'POST' }, do: registryError(403, 'DENIED') });
  const config = await readFile(join(cwd, 'orchestrator.yaml'), 'utf8');
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    config.replace(`[${other.host}/${name}]`, `[${refusing.host}/${name}-2]`),
  );
  const failed = await orchestrator(words, { cwd, env: { DOCKER_HOST: dockerHost } });
  expect(failed.exitCode).toBe(4);
  expect(failed.stderr).toContain(`${host}/${name} has ${stdout}, as v1`);
  expect(failed.stderr).toContain(`${refusing.host}/${name}-2 does not have ${stdout}`);
});

test('an engine’s push to a tag that does not move tells what the tag is, and what was built', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const { url, host } = requireService(services.registry, context);
  const { program } = requireService(services.crane, context);
  const { busybox } = requireService(services.images, context);
  await using proxy = await startScriptedProxy({
    upstream: url,
    rules: [{ when: { method: 'PUT', path: /\/manifests\/v1$/ }, do: registryError(403, 'DENIED') }],
  });
  const name = `publish/engine-immutable-${Math.floor(performance.now() * 1000)}`;
  await execa(program, ['copy', `${host}/${busybox.name}`, `${host}/${name}:v1`]);
  const { stdout: old } = await execa(program, ['digest', `${host}/${name}:v1`]);
  const cwd = await copyExample('getting-started');
  await writeFile(
    join(cwd, 'orchestrator.yaml'),
    `apiVersion: orchestrator/v1\nkind: Config\nbuild: {artifacts: [{image: ${proxy.host}/${name}}]}\n`,
  );
  const failed = await orchestrator(words, { cwd, env: { DOCKER_HOST: dockerHost } });
  expect(failed.exitCode).toBe(4);
  expect(failed.stderr).toMatch(
    new RegExp(`error REGISTRY_DENIED: tag ${proxy.host}/${name}:v1 is still ${old}; it did not become image sha256:`),
  );
  expect(existsSync(join(cwd, 'artifacts.json'))).toBe(false);
});
