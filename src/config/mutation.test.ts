import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from './resolve.ts';

const TEXT = readFileSync(new URL('fixtures/skaffold.yaml', import.meta.url), 'utf8');

const resolve = (text: string, profiles: readonly string[] = []) =>
  resolveConfig({
    text,
    file: 'skaffold.yaml',
    profiles,
    autoActivate: true,
    command: 'build',
    env: { CI: 'true' },
    kubeContext: 'kind',
  });

describe('a skaffold.yaml with most of what there is', () => {
  test('is read', async () => {
    const resolved = await resolve(TEXT);
    expect(resolved.ok ? [] : resolved.problems).toEqual([]);
    if (!resolved.ok) return;
    expect(resolved.value.activeProfiles).toEqual(['ci']);
    expect(resolved.value.config.build).toMatchObject({
      platforms: ['linux/amd64'],
      local: { push: false, concurrency: 0 },
      artifacts: [
        { context: 'base-ci', docker: { dockerfile: 'docker/Dockerfile', buildArgs: { VERSION: '1.10' } } },
        { docker: { dockerfile: 'docker/Dockerfile', target: 'production' } },
        { image: 'tool' },
      ],
    });
    expect(resolved.value.dormant.map(({ path }) => path)).toEqual(['portForward', 'build.artifacts[1].sync']);
  });

  test('is refused where a profile that is not supported is active', async () => {
    expect(await resolve(TEXT, ['cloud'])).toMatchObject({
      ok: false,
      problems: [{ code: 'CONFIG_UNSUPPORTED', message: 'build.googleCloudBuild is not yet supported' }],
    });
  });

  test.each(Array.from({ length: 14 }, (_, index) => `skaffold/v4beta${index + 1}`))(
    'of version %s is read or precisely refused after any change',
    async (version) => {
      const text = TEXT.replace('skaffold/v4beta11', version);
      const lines = text.split('\n');
      const line = fc.nat(lines.length - 1);
      const piece = fc.constantFrom(
        'x',
        ':',
        ' ',
        '\t',
        '- ',
        '&a ',
        '*docker',
        '{',
        ']',
        '"',
        "'",
        '!!int ',
        '<<: ',
        '\n',
        '{{',
        '~',
        '0x',
        '😀',
        '|',
        '__proto__: ',
      );
      const change = fc.oneof(
        fc.tuple(line, line).map(([a, b]) => lines.map((one, at) => (at === a ? (lines[b] ?? '') : one)).join('\n')),
        line.map((gone) => lines.filter((_, at) => at !== gone).join('\n')),
        fc.tuple(fc.nat(text.length), piece).map(([at, what]) => text.slice(0, at) + what + text.slice(at)),
        fc.tuple(fc.nat(text.length), fc.nat(8)).map(([at, count]) => text.slice(0, at) + text.slice(at + count)),
        fc.nat(text.length).map((end) => text.slice(0, end)),
      );
      await fc.assert(
        fc.asyncProperty(change, async (changed) => {
          const resolved = await resolve(changed);
          if (resolved.ok) return;
          for (const { message, at } of resolved.problems) {
            expect(message).not.toBe('');
            if (at === undefined) continue;
            expect(at.start).toBeGreaterThanOrEqual(0);
            expect(at.end).toBeGreaterThanOrEqual(at.start);
            expect(at.end).toBeLessThanOrEqual(changed.length);
          }
        }),
        { numRuns: 150 },
      );
      expect('polluted' in {}).toBe(false);
    },
    20_000,
  );
});
