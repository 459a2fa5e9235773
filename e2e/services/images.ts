/**
 * The base images of the tests: made here, never pulled.
 *
 *     base/busybox:1   one platform      busybox with a link for each applet: sh, httpd, nc, tar, sleep, …
 *     base/multi:1     amd64 and arm64   the same; /etc/platform names the platform
 *     base/node:1      one platform      busybox, and this Node with the libraries that it loads
 *     library/…        amd64 and arm64   Docker Hub's names, for engines that use the registry as its mirror
 *
 * The arm64 variants hold the host's own binary: a RUN in them works on the host only, and without emulation.
 * Trap: busybox's `wget` crashes (its static resolver misses its libraries); use `nc`, or a client outside.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createLayer, type Entry, type Image, type Layer, writeLayout } from './oci-layout.ts';
import { MissingError, needProgram } from './service.ts';
import { cacheFolder, findProgram, findTool } from './tools.ts';

/** To be raised when a recipe below changes: the made images are cached. */
const RECIPE = 1;
const HOST = process.arch === 'x64' ? 'amd64' : process.arch;
const PLATFORMS = ['amd64', 'arm64'];

export interface BaseImage {
  /** Repository and tag without the registry, such as `base/busybox:1`. */
  readonly name: string;
  /** Of the manifest, or of the index where there are several platforms. */
  readonly digest: string;
}

export interface Images {
  readonly busybox: BaseImage;
  readonly multi: BaseImage;
  readonly node: BaseImage;
}

interface Made {
  readonly layout: string;
  readonly digest: string;
}
type MadeImages = Readonly<Record<keyof typeof names, Made>>;

/** Layout → the names under which it is pushed. */
const names = {
  busybox: ['base/busybox:1'],
  multi: ['base/multi:1', 'library/busybox:1.36', 'library/busybox:latest'],
  alpine: ['library/alpine:3.20', 'library/alpine:latest'],
  node: ['base/node:1', 'library/node:20-alpine', 'library/node:latest'],
} as const;

/** Makes the images where the cache has none for this busybox and this Node. */
export async function createImages(): Promise<MadeImages> {
  const busybox = needProgram('busybox', findProgram('busybox'), 'install-debian.sh');
  const binary = await readFile(busybox);
  // The dynamic busybox package has the same path and would not run in an empty image.
  const { stderr } = await execa(findLdd(), [busybox], { reject: false });
  if (!stderr.includes('not a dynamic')) throw new MissingError('busybox is not static; install busybox-static');

  const key = createHash('sha256').update(binary).update(`${RECIPE} ${process.version} ${HOST}`).digest('hex');
  const parent = join(cacheFolder(), 'images');
  const folder = join(parent, key.slice(0, 16));
  const digests = await readDigests(folder);
  if (digests) return located(folder, digests);

  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(join(parent, '.making-'));
  try {
    const made = await writeImages(temporary, await createBusyboxLayer(busybox, binary));
    await writeFile(join(temporary, 'digests.json'), JSON.stringify(made));
    // Whoever is second finds the first one's folder in place, which is as good.
    await rename(temporary, folder).catch(() => undefined);
    return located(folder, made);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Pushes all of them; the registry needs no credentials. */
export async function pushImages(made: MadeImages, host: string): Promise<Images> {
  const crane = needProgram('crane', findTool('crane'), 'install-tools.sh');
  // One after the other: docker-registry 2.8 answers MANIFEST_BLOB_UNKNOWN where two pushes bring the same blob at once.
  for (const [image, tags] of Object.entries(names)) {
    const [first, ...others] = tags;
    await execa(crane, ['push', made[image as keyof typeof names].layout, `${host}/${first}`]);
    for (const other of others) await execa(crane, ['copy', `${host}/${first}`, `${host}/${other}`]);
  }
  const base = (image: keyof Images) => ({ name: names[image][0], digest: made[image].digest });
  return { busybox: base('busybox'), multi: base('multi'), node: base('node') };
}

type Digests = Readonly<Record<keyof typeof names, string>>;

async function readDigests(folder: string): Promise<Digests | undefined> {
  const text = await readFile(join(folder, 'digests.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

const located = (folder: string, digests: Digests): MadeImages => {
  const at = (image: keyof typeof names) => ({ layout: join(folder, image), digest: digests[image] });
  return { busybox: at('busybox'), multi: at('multi'), alpine: at('alpine'), node: at('node') };
};

async function writeImages(folder: string, busybox: Layer): Promise<Digests> {
  const host = (layers: readonly Layer[]): Image => ({ architecture: HOST, layers });
  const perPlatform = (extra: readonly Entry[]) =>
    Promise.all(
      PLATFORMS.map(async (architecture) => {
        const platform = { path: 'etc/platform', content: `linux/${architecture}\n` };
        return { architecture, layers: [busybox, await createLayer([platform, ...extra])] };
      }),
    );
  const release = { path: 'etc/alpine-release', content: '3.20.0\n' };
  const os = { path: 'etc/os-release', content: 'ID=alpine\nVERSION_ID=3.20.0\nNAME="Alpine Linux"\n' };
  return {
    busybox: await writeLayout(join(folder, 'busybox'), [host([busybox])]),
    multi: await writeLayout(join(folder, 'multi'), await perPlatform([])),
    alpine: await writeLayout(join(folder, 'alpine'), await perPlatform([release, os])),
    node: await writeLayout(join(folder, 'node'), [{ ...host([busybox, await createNodeLayer()]), cmd: ['node'] }]),
  };
}

async function createBusyboxLayer(program: string, binary: Buffer): Promise<Layer> {
  const { stdout } = await execa(program, ['--list']);
  const applets = stdout.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
  return createLayer([
    { path: 'bin/busybox', content: binary, mode: 0o755 },
    ...applets.map((applet) => ({ path: `bin/${applet}`, linkTo: 'busybox' })),
    { path: 'usr/bin/env', linkTo: '../../bin/busybox' },
    { path: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' },
    { path: 'etc/group', content: 'root:x:0:\nnobody:x:65534:\n' },
    { path: 'root', folderMode: 0o700 },
    { path: 'tmp', folderMode: 0o1777 },
  ]);
}

const findLdd = (): string => needProgram('ldd', findProgram('ldd'), 'install-debian.sh');

/** This Node and every library that it loads, each at the path where the loader looks for it. */
async function createNodeLayer(): Promise<Layer> {
  const { stdout } = await execa(findLdd(), [process.execPath]);
  const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
  const files = libraries.map(async (path) => ({
    path: path.slice(1),
    content: await readFile(await realpath(path)),
    mode: 0o755,
  }));
  const node = { path: 'usr/local/bin/node', content: await readFile(process.execPath), mode: 0o755 };
  return createLayer([node, ...(await Promise.all(files))]);
}
