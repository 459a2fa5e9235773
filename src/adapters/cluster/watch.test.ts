import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ResourceKind } from '../../live/object.ts';
import type { WatchEvent } from '../../ports/cluster.ts';
import type { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import { watchKind } from './watch.ts';

const pods: ResourceKind = {
  ...{ group: '', version: 'v1', kind: 'Pod', resource: 'pods', isNamespaced: true, verbs: ['list', 'watch'] },
};
const pod = (version: string): LiveObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', resourceVersion: version },
});
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

/** Answers one watch after the other, and keeps each open as a server does; a number is a status, and ends at once. */
function connectionOf(answers: readonly (string | number)[]): Connection & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const open = async (path: string, signal: AbortSignal): Promise<IncomingMessage | Answer> => {
    const stream = new PassThrough();
    const answer = answers[asked.length] ?? '';
    asked.push(path);
    if (typeof answer === 'number') return { status: answer, text: '{}' };
    stream.write(answer);
    signal.addEventListener('abort', () => stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
    return Object.assign(stream, { statusCode: 200 }) as unknown as IncomingMessage;
  };
  const connection: Pick<Connection, 'open'> = { open };
  return Object.assign(connection as Connection, { asked });
}

type Fails = (nth: number) => Error | undefined;

/** As many sights of objects as are asked for. */
const take = (connection: Connection, count: number, fails?: Fails) =>
  hear(connection, count, fails, ({ type }) => type !== 'heard' && type !== 'lost');

/** @param fails Which lists fail. @returns As many as are asked for, of those that are. */
async function hear(
  connection: Connection,
  count: number,
  fails: Fails = () => undefined,
  isAsked: (event: WatchEvent) => boolean = () => true,
) {
  let version = 0;
  const list = async () => {
    version += 10;
    const failure = fails(version / 10);
    if (failure !== undefined) throw failure;
    return { items: [], resourceVersion: String(version) };
  };
  const events: WatchEvent[] = [];
  const stop = new AbortController();
  for await (const event of watchKind(connection, list, pods, { namespace: 'shop' }, stop.signal)) {
    if (isAsked(event)) events.push(event);
    if (events.length === count) break;
  }
  stop.abort();
  return events;
}

test.each([
  ['history that is gone', line('ERROR', { kind: 'Status', code: 410 })],
  ['what nobody knows', line('NEW', {})],
])('lists anew after %s, also where the server keeps the connection open', async (_, body) => {
  const connection = connectionOf([body, line('ADDED', pod('21'))]);
  expect(await take(connection, 3)).toEqual([
    { type: 'listed', items: [] },
    { type: 'listed', items: [] },
    { type: 'changed', object: pod('21') },
  ]);
  expect(connection.asked[1]).toContain('resourceVersion=20');
});

test('a refusal after a watch that was let in is one of a server that starts, and passes', async () => {
  const connection = connectionOf([503, 403, 401, line('ADDED', pod('21'))]);
  expect(await take(connection, 2)).toMatchObject([{ type: 'listed' }, { type: 'changed' }]);
  expect(connection.asked.every((path) => path.includes('resourceVersion=10'))).toBe(true);
});

test('a list that is refused at once is told', async () => {
  const refusal = new OrchestratorError({ code: 'CLUSTER_DENIED', message: 'list pods: forbidden' });
  const events = watchKind(connectionOf([]), () => Promise.reject(refusal), pods, {}, new AbortController().signal);
  await expect(events.next()).rejects.toBe(refusal);
});

test('a server that was there and is away while it has to be listed anew is waited for', async () => {
  const connection = connectionOf([410, line('ADDED', pod('31'))]);
  const away = new OrchestratorError({ code: 'CLUSTER_UNREACHABLE', message: 'ECONNREFUSED' });
  const events = await take(connection, 3, (nth) => (nth === 2 ? away : undefined));
  expect(events).toMatchObject([{ type: 'listed' }, { type: 'listed' }, { type: 'changed' }]);
  expect(connection.asked[1]).toContain('resourceVersion=30');
  await expect(take(connectionOf([]), 1, () => away)).rejects.toBe(away);
});

test('of a bookmark says only that something was heard, also where it comes with the first byte', async () => {
  const connection = connectionOf([line('BOOKMARK', pod('11')) + line('DELETED', pod('12'))]);
  expect(await hear(connection, 4)).toEqual([
    { type: 'listed', items: [] },
    { type: 'heard' },
    { type: 'heard' },
    { type: 'deleted', object: pod('12') },
  ]);
});

test('says that the connection is lost, at each try, and heard again once it is made anew', async () => {
  const connection = connectionOf([503, line('ERROR', {}), line('ADDED', pod('21'))]);
  const types = (await hear(connection, 7)).map(({ type }) => type);
  expect(types).toEqual(['listed', 'lost', 'heard', 'lost', 'listed', 'heard', 'changed']);
});
