import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OrchestratorError } from '../errors/problem.ts';
import type { TreeEntry } from '../ports/tree.ts';
import { files, type Project, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';

describe('the next build', () => {
  const spec = { files: [files('src', '/app')] };

  test('of an edit gives what a first build of it gives', async () => {
    const project = startProject();
    const fill = (into: Project, edited: string): void => {
      for (let index = 0; index < 400; index++) into.put(`src/f${index}`, `${index}`.repeat(1500));
      into.put('src/f77', edited);
    };
    fill(project, 'before');
    await layers.build(project.job(spec), project.context);
    project.put('src/f77', 'after');
    const again = await layers.build(project.job(spec), project.context);
    const fresh = startProject();
    fill(fresh, 'after');
    expect(again.digest).toBe((await layers.build(fresh.job(spec), fresh.context)).digest);
  });

  test('reads no file where none changed since long', async () => {
    const project = startProject();
    project.put('src/a');
    let reads = 0;
    const context = {
      ...aMinuteLater(project),
      tree: {
        ...project.context.tree,
        read: (...args: Parameters<typeof project.context.tree.read>) => {
          reads += 1;
          return project.context.tree.read(...args);
        },
      },
    };
    const first = await layers.build(project.job(spec), context);
    expect(reads).toBe(1);
    expect(await layers.build(project.job(spec), context)).toEqual(first);
    expect(reads).toBe(1);
    writeFileSync(join(project.dir, 'src/a'), 'other');
    expect((await layers.build(project.job(spec), context)).digest).not.toBe(first.digest);
    expect(reads).toBe(2);
  });

  test('is made of what the list of its inputs saw, once', async () => {
    const project = startProject();
    project.put('src/a');
    let walks = 0;
    const context = {
      ...project.context,
      tree: {
        ...project.context.tree,
        walk: (...args: Parameters<typeof project.context.tree.walk>) => {
          walks += 1;
          return project.context.tree.walk(...args);
        },
      },
    };
    const job = project.job(spec);
    await layers.inputs(job, context);
    const first = await layers.build(job, context);
    expect(walks).toBe(1);
    project.put('src/b');
    expect((await layers.build(job, context)).digest).not.toBe(first.digest);
    expect(walks).toBe(2);
  });

  test('notices a file that was written after the list, and starts over', async () => {
    const project = startProject();
    const job = project.job(spec);
    project.put('src/a', 'before');
    await layers.inputs(job, project.context);
    project.put('src/a', 'after, and longer');
    const built = await layers.build(job, project.context);
    const fresh = startProject();
    fresh.put('src/a', 'after, and longer');
    expect(built.digest).toBe((await layers.build(fresh.job(spec), fresh.context)).digest);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'notice', problem: expect.objectContaining({ code: 'INPUT_CHANGED' }) }),
    );
  });

  test('out of a damaged store is made anew, with a notice', async () => {
    const project = startProject();
    project.put('src/a');
    const first = await layers.build(project.job(spec), aMinuteLater(project));
    const manifest = await project.manifestOf(first.reference);
    if (manifest.kind === 'index') throw new Error('no layers');
    for (const { digest } of manifest.layers) flipByte(project.blobFile(digest));
    const context = { ...aMinuteLater(project), registry: startProject().context.registry };
    expect(await layers.build(project.job(spec), context)).toEqual(first);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'notice', problem: expect.objectContaining({ code: 'STORE_DAMAGED' }) }),
    );
  });

  test('out of a store with many damages mends each of them', async () => {
    const project = startProject();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of names) project.put(name);
    const many = { files: names.map((name) => files(name, `/${name}`)) };
    const first = await layers.build(project.job(many), aMinuteLater(project));
    const manifest = await project.manifestOf(first.reference);
    if (manifest.kind === 'index') throw new Error('no layers');
    for (const { digest } of manifest.layers) flipByte(project.blobFile(digest));
    const context = { ...aMinuteLater(project), registry: startProject().context.registry };
    expect(await layers.build(project.job(many), context)).toEqual(first);
  });

  test('of a store that damages what it writes ends', async () => {
    const project = startProject();
    project.put('a');
    const { blobs } = project.context.store;
    const problem = { code: 'STORE_DAMAGED', message: 'blob x was damaged on disk' } as const;
    const store = {
      ...project.context.store,
      blobs: {
        ...blobs,
        // biome-ignore lint/correctness/useYield: it never gets that far.
        read: async function* (): AsyncGenerator<Uint8Array> {
          throw new OrchestratorError(problem);
        },
      },
    };
    const spec = { files: [files('a', '/a')] };
    await expect(layers.build(project.job(spec), { ...project.context, store })).rejects.toMatchObject({
      problems: [problem],
    });
    expect(project.events.filter(({ type }) => type === 'notice')).toHaveLength(1);
  });

  test('does not trust a note that was tampered with', async () => {
    const project = startProject();
    project.put('src/a');
    const first = await layers.build(project.job(spec), aMinuteLater(project));
    for (const file of readdirSync(project.recordsDir, { recursive: true, withFileTypes: true }))
      if (file.isFile()) flipByte(join(file.parentPath, file.name));
    expect(await layers.build(project.job(spec), aMinuteLater(project))).toEqual(first);
  });
});

/** Files that were written long ago are known by their times alone. */
function aMinuteLater({ context }: Project): Project['context'] {
  const later = new Date(Date.now() + 60_000);
  return { ...context, system: { ...context.system, clock: { ...context.system.clock, now: () => later } } };
}

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}

describe('a file that changes while it is read', () => {
  function raced(project: Project, times: number) {
    const { tree } = project.context;
    let left = times;
    return {
      ...project.context,
      tree: {
        ...tree,
        read(root: string, entry: TreeEntry, signal: AbortSignal) {
          if (left-- > 0) appendFileSync(join(root, entry.path), 'more');
          return tree.read(root, entry, signal);
        },
      },
    };
  }

  test('is built again once, with a notice, and gives the bytes that it ends with', async () => {
    const project = startProject();
    project.put('src/a', 'text');
    const built = await layers.build(project.job({ files: [files('src', '/')] }), raced(project, 1));
    const calm = startProject();
    calm.put('src/a', 'textmore');
    expect(built.digest).toBe((await layers.build(calm.job({ files: [files('src', '/')] }), calm.context)).digest);
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning' }));
  });

  test('for ever ends the build', async () => {
    const project = startProject();
    project.put('src/a', 'text');
    const spec = { files: [files('src', '/')] };
    await expect(layers.build(project.job(spec), raced(project, 9))).rejects.toMatchObject({
      problems: [{ code: 'INPUT_CHANGED', message: expect.stringMatching(/a" went from 8 to 12 bytes/) }],
    });
  });
});
