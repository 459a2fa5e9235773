/**
 * What a scalar without quotes means, as kubectl reads it:
 *
 *     0644 → 420    on → true    1_000 → 1000    0o14 → 12    08 → 8    12:30 → "12:30"    2001-01-01 → text
 *
 * Source: YAML 1.1 types (bool, int, float, null) as go-yaml 3 under sigs.k8s.io/yaml keeps them: no base-60 numbers
 * and no dates. Pure.
 */
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT = /^([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0o?([0-7_]+)|([1-9][0-9_]*|0))$/;
const FLOAT = /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;

export function resolveScalar(source: string): string | number | boolean | null {
  if (NULL.test(source)) return null;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  const int = INT.exec(source);
  if (int !== null) return integerOf(int);
  if (FLOAT.test(source)) return Number(source.replaceAll('_', ''));
  const infinite = INFINITE.exec(source);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NAN.test(source) ? Number.NaN : source;
}

function integerOf([, sign, binary, hex, octal, decimal]: RegExpExecArray): number {
  const digits = (binary ?? hex ?? octal ?? decimal ?? '').replaceAll('_', '');
  const base = binary !== undefined ? 2 : hex !== undefined ? 16 : octal !== undefined ? 8 : 10;
  const size = base === 10 ? Number(digits) : Number.parseInt(digits, base);
  // Minus nought is nought in YAML.
  return sign === '-' && size !== 0 ? -size : size;
}
