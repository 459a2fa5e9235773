import { expect, test } from 'vitest';
import { spanWithin } from './span-within.ts';

const file = { file: 'a.yaml', text: 'x: "{{.A}} b"\n', start: 3, end: 13 };
const part = (text: string, start: number, end: number): string => {
  const span = spanWithin(file, { text, start, end });
  return span.text.slice(span.start, span.end);
};

test('is the part where the text stands as it is, and else the whole scalar', () => {
  expect(part('{{.A}} b', 2, 4)).toBe('.A');
  expect(part('{{.A}}\tb', 2, 4)).toBe('"{{.A}} b"');
  expect(spanWithin(file, { text: '{{.A}} b', start: 2, end: 4 }).file).toBe('a.yaml');
});
