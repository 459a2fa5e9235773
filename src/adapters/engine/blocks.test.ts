import { expect, test } from 'vitest';
import { inBlocks } from './blocks.ts';

async function* pieces(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

async function blocksOf(source: AsyncIterable<Uint8Array>, size: number): Promise<readonly string[]> {
  const blocks: string[] = [];
  for await (const block of inBlocks(source, size)) blocks.push(Buffer.from(block).toString());
  return blocks;
}

test('small pieces become large ones, in their order', async () => {
  expect(await blocksOf(pieces('a', 'bc', 'd', 'efgh', 'i'), 3)).toEqual(['abc', 'defgh', 'i']);
  expect(await blocksOf(pieces('', ''), 3)).toEqual([]);
});

test('whoever stops early closes the source', async () => {
  let closed = false;
  async function* source() {
    try {
      while (true) yield Buffer.from('abc');
    } finally {
      closed = true;
    }
  }
  for await (const block of inBlocks(source(), 2)) {
    expect(block.length).toBe(3);
    break;
  }
  expect(closed).toBe(true);
});
