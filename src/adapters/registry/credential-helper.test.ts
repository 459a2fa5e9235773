import { access, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { answer, image, problemOf, signal, useStage } from './stage.cases.ts';

const stage = useStage();

/** What comes of a registry that wants a password when this helper is asked. */
async function ask(script: string, options: object = {}, name = 'test') {
  let seen = '';
  const registry = await stage.serve((heard, response) => {
    seen = heard.headers.authorization ?? seen;
    if (seen !== '') return answer(response, 404);
    answer(response, 401, { 'www-authenticate': 'Basic realm="r"' });
  });
  await stage.writeDockerConfig({ credHelpers: { [registry.host]: name } });
  if (script !== '') await stage.writeProgram(join(stage.home, 'bin/docker-credential-test'), script);
  const outcome = await stage
    .connect(options)
    .resolve(image(registry.host), signal)
    .then(
      () => Buffer.from(seen.slice(6), 'base64').toString(),
      (error) => error.problems[0],
    );
  return { outcome, host: registry.host };
}

describe('credential helpers', () => {
  test('are asked with "get" and the server on standard input', async () => {
    const { outcome, host } = await ask('read s; echo "{\\"Username\\":\\"$1\\",\\"Secret\\":\\"$s\\"}"');
    expect(outcome).toBe(`get:${host}`);
  });

  test('run in the home folder, so that nothing in the project is found by a relative path', async () => {
    const { outcome } = await ask('echo "{\\"Username\\":\\"u\\",\\"Secret\\":\\"$(pwd -P)\\"}"');
    expect(outcome).toMatch(/^u:.*\/home$/);
  });

  test('that know nothing are no failure', async () => {
    const { outcome } = await ask('echo "credentials not found in native keychain"; exit 1');
    expect(outcome).toMatchObject({ code: 'REGISTRY_UNAUTHORIZED', message: expect.stringMatching(/none was found/) });
  });

  test.each([
    ['junk', 'echo "panic: s3cret at 0x1"', /printed no credential/],
    ['an exit code', 'echo s3cret >&2; exit 3', /exit code 3/],
    ['half of it', 'echo \'{"Username":"u"}\'', /printed no credential/],
  ])('that answer with %s fail, and what they print is not repeated', async (_, script, why) => {
    const { outcome } = await ask(script);
    expect(outcome).toMatchObject({ code: 'CREDENTIAL_HELPER_FAILED', message: expect.stringMatching(why) });
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });

  test('that hang are ended', async () => {
    const { outcome } = await ask('sleep 60', { helperMs: 200 });
    expect(outcome).toMatchObject({
      code: 'CREDENTIAL_HELPER_FAILED',
      message: expect.stringMatching(/no answer within 0.2 s/),
    });
  });

  test('that are not there are named', async () => {
    const { outcome } = await ask('');
    expect(outcome).toMatchObject({
      code: 'CREDENTIAL_HELPER_FAILED',
      message: expect.stringMatching(/docker-credential-test.*not on PATH/),
    });
  });

  test('inside the project are refused and not run, a link from outside to one included', async () => {
    const inside = join(stage.project, 'docker-credential-test');
    await stage.writeProgram(inside, `touch ${stage.home}/ran; echo '{"Username":"u","Secret":"s"}'`);
    vi.stubEnv('PATH', `${stage.project}:${process.env['PATH']}`);
    const direct = await ask('');
    expect(direct.outcome).toMatchObject({ code: 'CREDENTIAL_HELPER_REFUSED' });
    await symlink(inside, join(stage.home, 'bin/docker-credential-test'));
    const linked = await ask('');
    expect(linked.outcome).toMatchObject({ code: 'CREDENTIAL_HELPER_REFUSED' });
    await expect(access(`${stage.home}/ran`)).rejects.toThrow();
  });

  test.each(['../x', 'a/b', 'x y', ''])('by the name %j are no programs', async (name) => {
    const { outcome } = await ask('', {}, name);
    expect(outcome).toMatchObject({
      code: name === '' ? 'REGISTRY_UNAUTHORIZED' : 'CREDENTIAL_HELPER_REFUSED',
    });
  });
});

test('a Docker config that is no JSON is named', async () => {
  const registry = await stage.serve((_, response) => answer(response, 401, { 'www-authenticate': 'Basic realm="r"' }));
  await stage.writeProgram(join(stage.home, '.docker/config.json'), '{ s3cret');
  const problem = await problemOf(stage.connect().resolve(image(registry.host), signal));
  expect(problem).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('.docker/config.json') });
  expect(problem.message).not.toContain('s3cret');
});
