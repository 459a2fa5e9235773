import { chmodSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, type Project, startProject } from './layers.cases.ts';
import { layers } from './layers.ts';

describe('the same digest', () => {
  const spec = { files: [files('src', '/app'), files('src/**/*.md', '/docs')], env: { A: '1', B: '2' } };

  async function digestOf(fill: (project: Project) => void, env = {}): Promise<string | undefined> {
    const project = startProject();
    fill(project);
    return (await layers.build(project.job(spec, { env }), project.context)).digest;
  }

  const plain = (project: Project): void => {
    project.put('src/a.md', 'a');
    project.put('src/b/c.js', 'c');
    project.put('src/ü.md', 'x'.repeat(1_200_000));
  };
  // Every build of these files, on any machine, must come to this.
  const expected = 'sha256:89d6eff270710b1008d142b872842203ea27ea7d425db317c1fa38891c910db0';

  test.each<[string, (project: Project) => void]>([
    ['nothing special', plain],
    [
      'files made in another order, at other times, by another umask',
      (project) => {
        project.put('src/ü.md', 'x'.repeat(1_200_000), 0o600);
        project.put('src/b/c.js', 'c', 0o640);
        project.put('src/a.md', 'a', 0o666);
        chmodSync(join(project.dir, 'src/b'), 0o700);
        for (const path of ['src/a.md', 'src/b', 'src']) utimesSync(join(project.dir, path), 1e9, 1e9);
      },
    ],
  ])('comes of %s', async (_, fill) => {
    expect(await digestOf(fill)).toBe(expected);
  });

  test('comes in another time zone and locale', async () => {
    const before = { TZ: process.env['TZ'], LC_ALL: process.env['LC_ALL'] };
    Object.assign(process.env, { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' });
    try {
      expect(await digestOf(plain)).toBe(expected);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  test('does not come of other bytes, another mode or another SOURCE_DATE_EPOCH', async () => {
    const put = (text: string, mode: number) => (project: Project) => {
      plain(project);
      project.put('src/a.md', text, mode);
    };
    expect(await digestOf(put('b', 0o644))).not.toBe(expected);
    expect(await digestOf(put('a', 0o755))).not.toBe(expected);
    expect(await digestOf(plain, { SOURCE_DATE_EPOCH: '1' })).not.toBe(expected);
  });
});
