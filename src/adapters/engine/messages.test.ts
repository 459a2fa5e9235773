import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Message, readMessages } from './messages.ts';

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for await (const message of readMessages(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    messages.push(message);
  return messages;
}

test('reads one message a line, wherever the chunks end', async () => {
  const text =
    '{"stream":"Step 1/2 : FROM ä\\n"}\r\n' +
    '{"status":"Pushing","id":"5f70","progressDetail":{"current":512,"total":2816}}\n' +
    '{"aux":{"ID":"sha256:1"}}\n' +
    '{"errorDetail":{"code":3,"message":"why"},"error":"short"}';
  const expected = [
    { stream: 'Step 1/2 : FROM ä\n' },
    { status: 'Pushing', id: '5f70', current: 512, total: 2816 },
    { aux: { ID: 'sha256:1' } },
    { error: 'why' },
  ];
  const bytes = Buffer.from(text);
  expect(await read(text)).toEqual(expected);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length), async (a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      expect(await read(...chunks)).toEqual(expected);
    }),
  );
});

test('skips what is no message', async () => {
  expect(
    await read('\n\nnot json\n[1]\n"x"\n{"stream":1,"progressDetail":{"current":"x","total":-1}}\n{"broken'),
  ).toEqual([{}]);
});

test('forgets a line without an end', async () => {
  const big = 'x'.repeat(3 * 1024 * 1024);
  expect(await read(big, big, '\n{"status":"after"}\n')).toEqual([{ status: 'after' }]);
});
