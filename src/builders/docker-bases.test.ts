import { describe, expect, test } from 'vitest';
import type { Event } from '../events/event.ts';
import { type Digest, digestOf } from '../image/digest.ts';
import type { BuildContext, BuildJob } from './builder.ts';
import { folderOf, jobOf, ports, problem } from './docker.cases.ts';
import type { DockerSpec } from './docker.schema.ts';
import { pinText, taggedBases } from './docker-bases.ts';
import { readSource, requestOf } from './docker-source.ts';

const spec: DockerSpec = { dockerfile: 'Dockerfile' };
const digest = digestOf('base');
const id = digestOf('image');

async function open(text: string, more: Partial<DockerSpec> = {}, job: Partial<BuildJob<DockerSpec>> = {}) {
  const folder = folderOf({ Dockerfile: text });
  const own = jobOf<DockerSpec>({ ...spec, ...more }, { contextDir: folder, configDir: folder, ...job });
  return { job: own, source: await readSource(requestOf(own), ports) };
}

const bases = async (by: 'engine' | 'buildx', ...given: Parameters<typeof open>) => {
  const { source, job } = await open(...given);
  return taggedBases(source, job, by).map(({ name }) => name);
};

describe('asked for', () => {
  test.each([
    ['FROM a\nCOPY --from=b:2 x y', 'a b:2'],
    ['ARG V=1\nFROM a:$V', 'a:2'],
    [`FROM a:1@${digest}`, ''],
    ['FROM Not/An:image:at:all', ''],
    ['FROM named AS x\nCOPY --from=other:latest y z\nCOPY --from=third y z', 'third'],
    ['ARG BASE\nARG KEPT\nFROM $BASE AS x\nFROM $KEPT\nCOPY --from=x y z', ''],
    ['FROM a:$TARGETARCH', 'a:arm64'],
    ['ARG F\nFROM a:$F', 'a:flag'],
  ])('of %j is %j', async (text, expected) => {
    const cliFlags = ['--build-context', 'named=x', '--build-context=other=y', '--build-arg', 'F=flag'];
    const more = { buildArgs: { V: '2' }, cliFlags };
    const requires = [
      { alias: 'BASE', reference: `localhost:5080/base:1@${digest}` },
      // An engine keeps it under its id where nothing is pushed.
      { alias: 'KEPT', reference: `kept:${'a'.repeat(64)}` },
    ];
    const platforms = [{ os: 'linux', architecture: 'arm64' }];
    expect((await bases('engine', text, more, { requires, platforms })).join(' ')).toBe(expected);
  });

  test('is the frontend where BuildKit builds, unless it has a digest', async () => {
    const text = '# syntax=docker/dockerfile:1\nFROM a';
    expect(await bases('buildx', text)).toEqual(['docker/dockerfile:1', 'a']);
    expect(await bases('engine', text)).toEqual(['a']);
    expect(await bases('buildx', `# syntax=docker/dockerfile:1@${digest}\nFROM a`)).toEqual(['a']);
  });
});

describe('the pinned text', () => {
  function contextWith(inEngine: Readonly<Record<string, Digest>>) {
    const messages: string[] = [];
    const engine = {
      findImage: async (name: string) => {
        const found = inEngine[name];
        return found && { id: found, repoDigests: [] };
      },
    };
    const emit = (event: Event) => event.type === 'notice' && messages.push(event.message);
    return { messages, context: { ...ports, engine, emit } as unknown as BuildContext };
  }

  test('has digests where the lock has, and says what is not locked', async () => {
    const { source, job } = await open(
      '# syntax=docker/dockerfile:1\nFROM a:$OTHER AS x\nFROM b:1 # c\nCOPY --from=x d d\n',
    );
    const { context, messages } = contextWith({});
    const locked = new Map([
      ['docker/dockerfile:1', digest],
      ['b:1', digest],
    ]);
    const { text } = await pinText(source, { ...job, bases: locked }, 'buildx', context);
    expect(text).toBe(
      `# syntax=docker/dockerfile@${digest}\nFROM a:$OTHER AS x\nFROM b@${digest} # c\nCOPY --from=x d d\n`,
    );
    expect(messages).toEqual([expect.stringMatching(/^Dockerfile:2: .*"a:\$OTHER".* not locked$/)]);
  });

  test('names an image of the engine by its id, where that is there', async () => {
    const { source, job } = await open('FROM own:dev\n');
    const own = { ...job, engineBases: new Map([['own:dev', id]]) };
    const { context, messages } = contextWith({ [id]: id, 'own:dev': id });
    expect(await pinText(source, own, 'engine', context)).toEqual({ text: `FROM ${id}\n` });
    expect(await pinText(source, own, 'buildx', context)).toEqual({ text: 'FROM own:dev\n' });
    expect(messages[0]).toMatch(/^the base "own:dev" is the image [0-9a-f]{12} of this engine: no registry has it$/);

    const moved = contextWith({ 'own:dev': digest }).context;
    await expect(pinText(source, own, 'buildx', moved)).rejects.toMatchObject(problem('INPUT_MISSING', /another one/));
    await expect(pinText(source, own, 'engine', moved)).rejects.toMatchObject(problem('INPUT_MISSING', /not have it/));
  });
});
