import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAmount, parseAmount } from './quantity.ts';

test.each([
  ['500m', 500_000_000n],
  ['0.5', 500_000_000n],
  ['.5', 500_000_000n],
  ['1.', 1_000_000_000n],
  [2, 2_000_000_000n],
  ['1Gi', 1_073_741_824_000_000_000n],
  ['1.5Ki', 1_536_000_000_000n],
  ['1e3', 1_000_000_000_000n],
  ['1E', 10n ** 27n],
  ['5E-1', 500_000_000n],
  ['-2', -2_000_000_000n],
  ['1n', 1n],
  ['0.1n', 1n],
  ['', undefined],
  ['1x', undefined],
  ['one', undefined],
  [null, undefined],
  [{}, undefined],
])('%s is %s billionths', (text, amount) => {
  expect(parseAmount(text)).toBe(amount);
});

test.each([
  ['500m', 'cpu', '500m'],
  ['1500m', 'requests.cpu', '1500m'],
  ['2', 'pods', '2'],
  ['1024', 'pods', '1024'],
  ['1Gi', 'requests.memory', '1Gi'],
  ['1536Mi', 'memory', '1536Mi'],
  ['0', 'memory', '0'],
  ['1000', 'memory', '1000'],
  ['-1Mi', 'limits.memory', '-1Mi'],
])('%s of %s is written %s', (text, resource, written) => {
  expect(formatAmount(parseAmount(text) ?? 0n, resource)).toBe(written);
});

test('what is written is read as the same', () => {
  const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((one) => one * 1_000_000n);
  fc.assert(
    fc.property(amount, fc.constantFrom('cpu', 'memory'), (one, resource) => {
      expect(parseAmount(formatAmount(one, resource))).toBe(one);
    }),
  );
});
