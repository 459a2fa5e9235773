import { expect, test } from 'vitest';
import { OrchestratorError } from '../errors/problem.ts';
import { digestOf } from '../image/digest.ts';
import type { Engine } from '../ports/engine.ts';
import type { BuildContext } from './builder.ts';
import { ports } from './docker.cases.ts';
import { askEngine, digestIn } from './docker-find-base.ts';

const one = digestOf('one');
const two = digestOf('two');
const id = digestOf('id');
const away = new OrchestratorError({ code: 'REGISTRY_UNREACHABLE', message: 'away' });

function contextWith(pull: Engine['pull'], repoDigests: readonly string[] | undefined): BuildContext {
  const engine = { pull, findImage: async () => repoDigests && { id, repoDigests } };
  return { ...ports, engine, emit: () => undefined, step: 'build:app' } as unknown as BuildContext;
}
const fails: Engine['pull'] = () => Promise.reject(away);
const tells =
  (line: string): Engine['pull'] =>
  async (_, { onLine }) =>
    onLine?.(line);

test.each([
  ['the digest that it tells', tells(`Digest: ${one}`), [`a@${two}`], true, { digest: one }],
  [
    'the one it has under this name',
    tells('Pulled'),
    [`b@${one}`, `docker.io/library/a@${two}`],
    false,
    { digest: two },
  ],
  ['what it had, where nothing answers', fails, [`a@${two}`], true, { digest: two }],
  ['the id of what was never pulled', fails, [], true, { digest: id, in: 'engine' }],
  ['nothing, where it has to be in a registry', fails, [], false, undefined],
  ['nothing, where it has none', fails, undefined, true, undefined],
] as const)('an engine gives %s', async (_, pull, repoDigests, mayBeLocal, expected) => {
  expect(await askEngine('a:1', mayBeLocal, contextWith(pull, repoDigests))).toEqual(expected);
});

test.each([
  [[`[1/1] FROM docker.io/library/a:1@${one}`], { digest: one }],
  [
    ['[internal] load metadata for docker.io/library/a:1', `#4 [1/1] FROM docker.io/library/a:1@${one} 0.0s`],
    { digest: one },
  ],
  [['[1/1] FROM docker.io/library/a:1'], undefined],
  [[`[1/1] FROM docker.io/library/b:1@${one}`], undefined],
] as const)('buildx says %j', (lines, expected) => {
  expect(digestIn(lines, 'a:1')).toEqual(expected);
});
