/**
 * Amounts as Kubernetes writes them, exactly: in billionths.
 *
 *     500m, 0.5   ─►  500_000_000n
 *     1Gi         ─►  1_073_741_824_000_000_000n
 *
 * Pure. Source: k8s.io/apimachinery, pkg/api/resource.
 */

export type Amount = bigint;

const ONE = 1_000_000_000n;
const MILLI = 1_000_000n;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** @returns Undefined for what is no amount. Less than a billionth is rounded up, as the API server does. */
export function parseAmount(value: unknown): Amount | undefined {
  const [, sign, whole = '', part = '', suffix = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?((?:[eE][+-]?\d{1,2})|[KMGTPE]i|[numkMGTPE])?$/.exec(String(value)) ?? [];
  if (whole === '' && part === '') return undefined;
  const digits = BigInt(`${whole}${part}`);
  const power = BINARY.indexOf(suffix) + 1;
  const tens = power > 0 ? 0 : (DECIMAL[suffix] ?? Number(suffix.slice(1)));
  const scaled = digits * 1024n ** BigInt(power) * ONE;
  const shift = tens - part.length;
  const size = shift >= 0 ? scaled * 10n ** BigInt(shift) : ceilDiv(scaled, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

/** As people write it: `1500m`, `2`, `512Mi`. @param resource What it is an amount of, e.g. `requests.memory`. */
export function formatAmount(amount: Amount, resource: string): string {
  if (amount < 0n) return `-${formatAmount(-amount, resource)}`;
  if (amount % ONE !== 0n) return `${ceilDiv(amount, MILLI)}m`;
  let whole = amount / ONE;
  if (!/memory|storage|hugepages/.test(resource) || whole === 0n) return String(whole);
  let power = 0;
  while (whole % 1024n === 0n && power < BINARY.length) {
    whole /= 1024n;
    power += 1;
  }
  return `${whole}${power === 0 ? '' : BINARY[power - 1]}`;
}

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
