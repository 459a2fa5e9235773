import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProcesses } from '../system/processes.ts';
import { createLogin, type LoginRoom } from './login.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'login-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that counts its runs in `ran`. */
function loginBy(script: string, room: Partial<LoginRoom> = {}, deadlineMs?: number) {
  const path = join(folder, 'login');
  writeFileSync(path, `#!/bin/sh\necho run >> ${folder}/ran\n${script}\n`);
  chmodSync(path, 0o755);
  const said: string[] = [];
  const signal = new AbortController().signal;
  const env = { PATH: process.env['PATH'] ?? '' };
  const login = createLogin(
    { apiVersion: 'client.authentication.k8s.io/v1', path, args: ['a b'], env: { WORD: 'x' } },
    { processes: createProcesses(), env, workDir: folder, tell: (line) => said.push(line), signal, ...room },
    deadlineMs,
  );
  const ask = async (): Promise<RequestOptions> => {
    const options: RequestOptions = { headers: { accept: 'x' } };
    await login(options);
    return options;
  };
  return { ask, said, runs: () => readFileSync(join(folder, 'ran'), 'utf8').split('\n').length - 1 };
}

const answer = (status: object): string => `echo '${JSON.stringify({ kind: 'ExecCredential', status })}'`;

describe('a login program', () => {
  test('gives a token or a certificate, which counts until it runs out', async () => {
    const ends = (ms: number) => new Date(Date.now() + ms).toISOString();
    const forEver = loginBy(answer({ token: 't', clientCertificateData: 'c', clientKeyData: 'k' }));
    expect(await forEver.ask()).toEqual({ headers: { accept: 'x', Authorization: 'Bearer t' }, cert: 'c', key: 'k' });
    await forEver.ask();
    expect(forEver.runs()).toBe(1);
    const soon = loginBy(answer({ token: 't', expirationTimestamp: ends(5000) }));
    await soon.ask();
    await soon.ask();
    expect(soon.runs()).toBe(3);
  });

  test('gets its arguments and variables, and says to the user what it says on standard error', async () => {
    const script = `echo "open $1 $WORD" >&2; printf '{"status":{"token":"%s"}}' "$(echo "$KUBERNETES_EXEC_INFO" | tr -d '"')"`;
    const { ask, said } = loginBy(script);
    const { headers } = await ask();
    expect(said).toEqual(['open a b x']);
    expect(JSON.stringify(headers)).toContain('kind:ExecCredential,spec:{interactive:false}');
  });

  test.each([
    ['fails', 'echo hunter2; exit 3', /login ended with exit code 3$/],
    ['says something else', 'echo hunter2', /gave no ExecCredential with a login$/],
    ['has no login', answer({ expirationTimestamp: 'never' }), /gave no ExecCredential with a login$/],
    ['hangs', 'sleep 300', /gave no answer within 1 s$/],
  ])('that %s is told, and its answer is not', async (_, script, message) => {
    const { ask } = loginBy(script, {}, 1000);
    await expect(ask()).rejects.toMatchObject({
      problems: [{ code: 'KUBE_LOGIN_FAILED', message: expect.stringMatching(message) }],
    });
    await expect(ask()).rejects.not.toThrow('hunter2');
  });

  test('ends with the run', async () => {
    const stop = new AbortController();
    const { ask } = loginBy('sleep 300', { signal: stop.signal });
    const asked = ask();
    stop.abort();
    await expect(asked).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  });
});
