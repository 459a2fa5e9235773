import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFiles } from '../adapters/system/files.ts';
import { createTree } from '../adapters/tree/tree.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { rawYaml } from './raw.ts';
import type { RenderJob, RenderPorts } from './renderer.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'raw-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, data: string | Uint8Array = `of: ${path}\n`) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), data);
};
const signal = new AbortController().signal;
const file = { file: 'orchestrator.yaml', start: 1, end: 2, text: '' };

function read(spec: readonly string[], more: Partial<RenderJob<readonly string[]>> = {}, fetched: string[] = []) {
  const ports: RenderPorts = {
    system: { files: createFiles() },
    tree: createTree(),
    fetch: {
      fetchText: async (url) => {
        fetched.push(url);
        return 'of: web\n';
      },
    },
    readStdin: async () => 'of: stdin\n',
    signal,
  };
  const job = {
    spec,
    configDir: root,
    workDir: root,
    isUserWritten: true,
    offline: false,
    expand: (text: string) => text.replace('{{.ENV}}', 'prod'),
    placeOf: (entry: number) => ({ ...file, start: entry }),
    ...more,
  };
  return rawYaml.sources(job, ports);
}

async function namesOf(spec: readonly string[], more: Partial<RenderJob<readonly string[]>> = {}) {
  const sources = await read(spec, more);
  if (!sources.ok) throw new Error(sources.problems.map((one) => one.message).join('\n'));
  return sources.value.map((one) => one.name);
}

describe('rawYaml', () => {
  beforeEach(() => {
    for (const path of [
      'k8s/b.yaml',
      'k8s/a.yml',
      'k8s/c.json',
      'k8s/README.md',
      'k8s/sub/d.yaml',
      'k8s/.e.yaml',
      'plain.txt',
    ])
      put(path);
  });

  test.each([
    ['a file, whatever its ending', ['plain.txt'], ['plain.txt']],
    ['a folder', ['k8s'], ['k8s/.e.yaml', 'k8s/a.yml', 'k8s/b.yaml', 'k8s/c.json', 'k8s/sub/d.yaml']],
    ['a glob', ['k8s/*.yaml'], ['k8s/.e.yaml', 'k8s/b.yaml']],
    ['a glob that matches a folder', ['k8s/s*'], ['k8s/sub/d.yaml']],
    ['a glob across folders', ['**/*.yaml'], ['k8s/.e.yaml', 'k8s/b.yaml', 'k8s/sub/d.yaml']],
    ['a glob with choices', ['./k8s/{a,b}.y*ml'], ['k8s/a.yml', 'k8s/b.yaml']],
    [
      'the list in its order, each file once',
      ['k8s/sub/*', 'k8s/b.yaml', './k8s/*.yaml'],
      ['k8s/sub/d.yaml', 'k8s/b.yaml', 'k8s/.e.yaml'],
    ],
    ['nothing', [], []],
  ])('reads %s', async (_, spec, names) => {
    expect(await namesOf(spec)).toEqual(names);
  });

  test('a path that is there is no glob', async () => {
    put('k8s/[x].yaml');
    expect(await namesOf(['k8s/[x].yaml'])).toEqual(['k8s/[x].yaml']);
  });

  test('a config that a glob finds is no manifest', async () => {
    put('skaffold.yaml', 'apiVersion: skaffold/v4beta14\nkind: Config\n');
    put('app/orchestrator.yaml', '# ours\napiVersion: orchestrator/v1\nkind: Config\n');
    expect(await namesOf(['**/*.yaml'])).toEqual(['k8s/.e.yaml', 'k8s/b.yaml', 'k8s/sub/d.yaml']);
  });

  test('templates in paths are expanded', async () => {
    put('env/prod.yaml');
    expect(await namesOf(['env/{{.ENV}}.yaml'])).toEqual(['env/prod.yaml']);
  });

  test('paths are relative to the config, names to the working folder; absolute paths and .. work', async () => {
    put('app/k8s/x.yaml');
    const more = { configDir: join(root, 'app') };
    expect(await namesOf(['k8s/*.yaml', '../k8s/[b].yaml', `${root}/k8s/*.json`], more)).toEqual([
      'app/k8s/x.yaml',
      'k8s/b.yaml',
      'k8s/c.json',
    ]);
  });

  test('a link to a file counts as that file, a link to a folder is not followed', async () => {
    symlinkSync('../b.yaml', join(root, 'k8s/sub/link.yaml'));
    symlinkSync('..', join(root, 'k8s/sub/up.yaml'));
    expect(await namesOf(['k8s/sub'])).toEqual(['k8s/sub/d.yaml', 'k8s/sub/link.yaml']);
  });

  test('a URL is fetched once, its name without what may be secret', async () => {
    const fetched: string[] = [];
    const url = 'https://example.org/a.yaml?token=x';
    expect(await read([url, url], {}, fetched)).toMatchObject({
      ok: true,
      value: [{ name: 'https://example.org/a.yaml', text: 'of: web\n' }],
    });
    expect(fetched).toEqual([url]);
  });

  test('standard input is read once', async () => {
    expect(await read(['-', '-'])).toMatchObject({ ok: true, value: [{ name: '-', text: 'of: stdin\n' }] });
  });

  test('a byte order mark is kept', async () => {
    put('bom.yaml', '\uFEFFa: b\n');
    expect(await read(['bom.yaml'])).toMatchObject({ value: [{ text: '\uFEFFa: b\n' }] });
  });

  test.each([
    ['missing.yaml', 'INPUT_MISSING', /there is no file or folder "missing.yaml"/],
    ['k8s/*.yyy', 'INPUT_MISSING', /"k8s\/\*.yyy" matches no file/],
    ['nowhere/*.yaml', 'INPUT_MISSING', /there is no folder "nowhere"/],
    ['k8s/*.md', 'INPUT_MISSING', /no file that ends in .yaml, .yml or .json/],
    ['k8s/[', 'INPUT_INVALID', /malformed/],
    ['gs://bucket/a.yaml', 'CONFIG_UNSUPPORTED', /only http and https/],
    ['latin1.yaml', 'INPUT_INVALID', /"latin1.yaml" is not UTF-8/],
    ['utf16.yaml', 'INPUT_INVALID', /"utf16.yaml" is UTF-16/],
  ])('%s is a problem at its place in the config', async (entry, code, message) => {
    put('latin1.yaml', Buffer.from('a: \xe9\n', 'latin1'));
    put('utf16.yaml', Buffer.from('\uFEFFa: b\n', 'utf16le'));
    expect(await read(['plain.txt', entry, 'other-missing'])).toMatchObject({
      ok: false,
      problems: [
        { code, message: expect.stringMatching(message), at: { file: 'orchestrator.yaml', start: 1 } },
        { at: { start: 2 } },
      ],
    });
  });

  test('a default list that matches nothing is no problem', async () => {
    expect(await namesOf(['nowhere/*.yaml'], { isUserWritten: false })).toEqual([]);
  });

  test('offline nothing is fetched', async () => {
    const fetched: string[] = [];
    const result = await read(['https://example.org/a.yaml'], { offline: true }, fetched);
    expect(result).toMatchObject({ problems: [{ code: 'NETWORK_REFUSED', at: { start: 0 } }] });
    expect(fetched).toEqual([]);
  });

  test('an abort ends it', async () => {
    const files = createFiles();
    const aborted = AbortSignal.abort(new OrchestratorError({ code: 'CANCELLED', message: 'cancelled' }));
    const ports = {
      system: { files },
      tree: createTree(),
      fetch: { fetchText: async () => '' },
      readStdin: async () => '',
      signal: aborted,
    };
    const job = {
      spec: ['k8s'],
      configDir: root,
      workDir: root,
      isUserWritten: true,
      offline: true,
      expand: String,
      placeOf: () => undefined,
    };
    await expect(rawYaml.sources(job, ports)).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  });
});
