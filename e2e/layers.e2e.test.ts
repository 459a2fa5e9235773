/** Images of the `layers` builder: the same everywhere, and good for the engines and tools that people have. */
import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { LayersSpec } from '../src/builders/layers.schema.ts';
import { layers } from '../src/builders/layers.ts';
import { createBuildRoom } from './build-room.ts';
import { findNode } from './other-node.ts';
import { createFolder, requireService } from './services/provided.ts';
import type { Service } from './services/service.ts';
import { findProgram } from './services/tools.ts';

const services = inject('services');
const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

/** The files of one project, which any machine may write in any way. */
const project: readonly (readonly [path: string, content: string, executable: boolean])[] = [
  ['src/run', '#!/bin/sh\necho "hello from $A"\n', true],
  ...Array.from(
    { length: 300 },
    (_, index) => [`src/lib/p${index % 17}/f${index}.js`, `f(${index});\n`.repeat(700), false] as const,
  ),
  ['src/large.bin', Array.from({ length: 400_000 }, (_, index) => `${index}`).join(','), false],
  ['src/ümlaut/naïve name.txt', 'text', false],
  [`src/${'long/'.repeat(40)}end`, 'deep', false],
  ['src/debug.log', 'left out', false],
];

interface Way {
  readonly umask: number;
  readonly reversed: boolean;
  /** Seconds since the epoch. */
  readonly time: number;
}

/** Writes the project in a folder of its own. */
async function write({ umask, reversed, time }: Way): Promise<string> {
  const folder = await createFolder();
  const list = reversed ? project.toReversed() : project;
  for (const [path, content, executable] of list) {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true, mode: 0o777 & ~umask });
    await writeFile(file, content);
    await chmod(file, (executable ? 0o777 : 0o666) & ~umask);
    await utimes(file, time, time);
  }
  await symlink('run', join(folder, 'src/start'));
  return folder;
}

describe('the same inputs give the same digest', () => {
  // One for all machines, Node versions and CPUs.
  const expected = 'sha256:6ae99179ba92034f885148a8d3d120aa91f453105de4642968059a63d9039462';
  let program = '';

  beforeAll(async () => {
    const folder = join(services.folders.temporary, 'layers-program');
    const input = {
      program: join(import.meta.dirname, 'layers-program.ts'),
      'deflate-worker': join(import.meta.dirname, '../src/adapters/deflate/worker.ts'),
    };
    const bundle = await rolldown({ input, platform: 'node', external: ['dockerode'], logLevel: 'silent' });
    await bundle.write({ dir: folder, format: 'cjs', entryFileNames: '[name].cjs' });
    await bundle.close();
    program = join(folder, 'program.cjs');
  });

  const build = async (node: string, folder: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { stdout } = await execa(node, [program, folder, await createFolder()], { env });
    return stdout;
  };
  const usual: Way = { umask: 0o022, reversed: false, time: 1_700_000_000 };

  test('whatever the umask, the order and the times of the files, the time zone and the locale', async () => {
    const other: Way = { umask: 0o077, reversed: true, time: 86_400 };
    const env = { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' };
    expect(await build(process.execPath, await write(usual))).toBe(expected);
    expect(await build(process.execPath, await write(other), env)).toBe(expected);
  });

  test('with no more than 64 open files', async () => {
    const folder = await write(usual);
    const limited = 'ulimit -n 64; exec "$0" "$@"';
    const { stdout } = await execa('sh', ['-c', limited, process.execPath, program, folder, await createFolder()]);
    expect(stdout).toBe(expected);
  });

  test('whatever the clock says', async (context) => {
    const { program: faketime } = requireService(faketimeHere(), context);
    const folder = await write(usual);
    const { stdout } = await execa(faketime, ['2031-01-01', process.execPath, program, folder, await createFolder()]);
    expect(stdout).toBe(expected);
  });

  test.for(['24.21.0', '26.10.0'])('under Node %s', async (version, context) => {
    const { program: node } = requireService(await findNode(version), context);
    expect(await build(node, await write(usual))).toBe(expected);
  });
});

function faketimeHere(): Service<{ readonly program: string }> {
  const program = findProgram('faketime');
  return program === undefined ? { missing: 'faketime is not installed' } : { program };
}

describe('a real registry', () => {
  const spec: LayersSpec = {
    base: '',
    files: [{ src: 'src', dest: '/srv/app', owner: '1000:1000' }],
    env: { A: 'layers' },
    entrypoint: ['/srv/app/start'],
    user: 1000,
    workingDir: '/srv/app/lib',
    compression: 'gzip',
  };

  async function push(
    context: Parameters<typeof requireService>[1],
    name: string,
    base: 'busybox' | 'multi',
    more = {},
  ) {
    const { host } = requireService(services.registry, context);
    const images = requireService(services.images, context);
    const room = await createBuildRoom({});
    const folder = await write({ umask: 0o022, reversed: false, time: 1 });
    const job = room.job({ ...spec, base: `${host}/${images[base].name}` }, folder, `${host}/layers/${name}:v1`, more);
    return { host, built: await layers.build(job, room.context()), room, job };
  }

  test('a Docker engine pulls the image and runs it', async (context) => {
    const { program: docker } = requireService(services.docker, context);
    const { dockerHost } = requireService(services.dockerd, context);
    const { built } = await push(context, 'run', 'busybox');
    const env = { DOCKER_HOST: dockerHost };
    const show =
      'id -u; pwd; ls -ld /srv/app/run /srv /srv/app; cat /srv/app/ümlaut/*; head -c 20 /srv/app/large.bin; test -f /srv/app/$(printf "long/%.0s" $(seq 40))end; exec /srv/app/start';
    const command = ['run', '--rm', '--network=none', '--entrypoint=/bin/sh', built.reference, '-c', show];
    const { stdout } = await execa(docker, command, { env });
    expect(stdout.replaceAll(/ +/g, ' ').split('\n')).toEqual([
      '1000',
      '/srv/app/lib',
      expect.stringMatching(/^drwxr-xr-x \d+ root root \d+ Jan 1 1970 \/srv$/),
      expect.stringMatching(/^drwxr-xr-x \d+ 1000 1000 \d+ Jan 1 1970 \/srv\/app$/),
      '-rwxr-xr-x 1 1000 1000 31 Jan 1 1970 /srv/app/run',
      'text0,1,2,3,4,5,6,7,8,9,hello from layers',
    ]);
  });

  test('crane finds nothing wrong with the image and with an index', async (context) => {
    const { program: crane } = requireService(services.crane, context);
    const { built } = await push(context, 'validate', 'busybox');
    const index = await push(context, 'validate-index', 'multi', { platforms });
    for (const reference of [built.reference, index.built.reference]) {
      const { stderr, stdout } = await execa(crane, ['validate', '--insecure', '--remote', reference], { all: true });
      expect(`${stdout}${stderr}`).toMatch(/^PASS/);
    }
  });

  test('skopeo reads it, and copies every platform', async (context) => {
    const { program: skopeo } = requireService(services.skopeo, context);
    const { host, built } = await push(context, 'skopeo', 'multi', { platforms });
    const name = `docker://${host}/layers/skopeo@${built.digest}`;
    const { stdout } = await execa(skopeo, ['inspect', '--tls-verify=false', '--override-arch=arm64', name]);
    expect(JSON.parse(stdout)).toMatchObject({
      Architecture: 'arm64',
      Os: 'linux',
      Env: expect.arrayContaining(['A=layers']),
    });
    await execa(skopeo, ['copy', '--all', '--src-tls-verify=false', name, `oci:${await createFolder()}:v1`]);
  });

  test('a second build sends nothing, and an edit sends its layer and the config', async (context) => {
    const { built, room, job } = await push(context, 'again', 'busybox');
    const outcomes: string[] = [];
    const real = room.context();
    const pushBlob: typeof real.registry.pushBlob = async (...args) => {
      const outcome = await real.registry.pushBlob(...args);
      outcomes.push(outcome);
      return outcome;
    };
    const watched = { ...real, registry: { ...real.registry, pushBlob } };
    expect(await layers.build(job, watched)).toEqual(built);
    expect(outcomes).toEqual(['present', 'present', 'present']);
    await writeFile(join(job.contextDir, 'src/run'), '#!/bin/sh\n');
    expect((await layers.build(job, watched)).digest).not.toBe(built.digest);
    expect(outcomes.slice(3).sort()).toEqual(['present', 'sent', 'sent']);
  });

  test('an OCI layout that skopeo wrote is a base', async (context) => {
    const { program: skopeo } = requireService(services.skopeo, context);
    const { program: crane } = requireService(services.crane, context);
    const { host } = requireService(services.registry, context);
    const { multi } = requireService(services.images, context);
    const layout = await createFolder();
    await execa(skopeo, [
      'copy',
      '--all',
      '--src-tls-verify=false',
      `docker://${host}/${multi.name}`,
      `oci:${layout}:v1`,
    ]);
    const room = await createBuildRoom({});
    const folder = await write({ umask: 0o022, reversed: false, time: 1 });
    const job = room.job({ ...spec, base: `oci:${layout}:v1` }, folder, `${host}/layers/layout:v1`, { platforms });
    const built = await layers.build(job, room.context());
    await execa(crane, ['validate', '--insecure', '--remote', built.reference]);
  });
});
