import { describe, expect, test } from 'vitest';
import { OURS, SKAFFOLD, soundConfig } from '../config/resolve.cases.ts';
import { directorySchema } from '../deployers/directory.schema.ts';
import { placeOf } from '../lib/text-place.ts';
import { DEFAULT_PATH, destinationOf } from './destination.ts';
import { createExpander } from './templates.ts';

async function destination(text: string) {
  const resolved = await soundConfig(text, { command: 'deploy' });
  return destinationOf({ resolved, expand: createExpander({}, {}) });
}

describe('destinationOf', () => {
  test.each([
    ['nothing', OURS, DEFAULT_PATH, []],
    ['an empty section', `${OURS}deploy: {directory: {}}\n`, DEFAULT_PATH, []],
    ['a path', `${OURS}deploy: {directory: {path: out}}\n`, 'out', []],
    ['what is no deployer', `${OURS}deploy: {logs: {prefix: auto}}\n`, DEFAULT_PATH, []],
    ['only a context', `${OURS}deploy: {kubeContext: prod}\n`, DEFAULT_PATH, ['deploy.kubeContext']],
    ['a directory beside kubectl', `${OURS}deploy: {directory: {path: out}, kubectl: {}}\n`, 'out', ['deploy.kubectl']],
    ['a directory beside kpt', `${SKAFFOLD}deploy: {directory: {path: out}, kpt: {}}\n`, 'out', ['deploy.kpt']],
  ])('a config that says %s hands over to a folder', async (_, text, path, leftOut) => {
    expect(await destination(text)).toEqual({ ok: true, value: { kind: 'directory', path, leftOut } });
  });

  test.each([
    ['a skaffold.yaml', SKAFFOLD, {}],
    [
      'a skaffold.yaml with kubectl',
      `${SKAFFOLD}deploy: {kubectl: {defaultNamespace: shop}}\n`,
      { defaultNamespace: 'shop' },
    ],
    ['deploy.kubectl', `${OURS}deploy: {kubectl: {}}\n`, {}],
  ])('%s goes to a cluster', async (_, text, kubectl) => {
    expect(await destination(text)).toEqual({ ok: true, value: { kind: 'cluster', kubectl } });
  });

  test.each(['kpt: {}', 'docker: {images: [web]}', 'cloudrun: {region: here}', 'kubectl: {}\n  kpt: {}'])(
    '%s asks for more than there is, and is told so with its place',
    async (section) => {
      const found = await destination(`${OURS}deploy:\n  ${section}\n`);
      expect(found).toMatchObject({ ok: false, problems: [{ code: 'CONFIG_UNSUPPORTED' }] });
      const at = found.ok ? undefined : found.problems[0].at;
      expect(at && placeOf(at.text, at.start).line).toBe(section.includes('\n') ? 5 : 4);
    },
  );

  test('the default path is that of the schema', () => {
    expect(directorySchema.parse({}).path).toBe(DEFAULT_PATH);
  });
});
