/**
 * Plain scalars as kubectl reads them: neither YAML 1.1 nor 1.2.
 *
 *     0644 → 420     on → true     1_000 → 1000     08 → 8     12:30:45, 2001-01-01 → strings
 *
 * Pure. Source: what kubectl 1.35 answers for each form (`kubectl annotate --local`), which is go-yaml v2's resolve
 * behind sigs.k8s.io/yaml.
 */

export type ScalarValue = string | number | boolean | null;

const NULL = /^(?:|~|null|Null|NULL)$/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** Strings for kubectl, numbers or dates for other readers of YAML 1.1. */
const SEXAGESIMAL_OR_DATE = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$|^\d{4}-\d{1,2}-\d{1,2}/;

/** The value of a scalar written without quotes and without a tag. */
export function plainValue(text: string): ScalarValue {
  // No word that YAML takes for something else is longer than `false`.
  if (text.length > 5 && !mayBeNumber(text)) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (!mayBeNumber(text)) return text;
  const bare = text.replaceAll('_', '');
  if (INTEGER.test(bare)) return integer(bare);
  if (FLOAT.test(bare)) return Number(bare);
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NOT_A_NUMBER.test(text) ? Number.NaN : text;
}

const CORE_TRUE = /^(?:true|True|TRUE)$/;
const CORE_FALSE = /^(?:false|False|FALSE)$/;
const CORE_INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;

/** The same by the core schema of YAML 1.2.2, chapter 10.3.2. */
export function coreValue(text: string): ScalarValue {
  if (NULL.test(text)) return null;
  if (CORE_TRUE.test(text)) return true;
  if (CORE_FALSE.test(text)) return false;
  // `Number` takes `0o17` and `0x1f` too.
  if (CORE_INTEGER.test(text) || FLOAT.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NOT_A_NUMBER.test(text) ? Number.NaN : text;
}

function mayBeNumber(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

/** Whether a text can stand without quotes, in flow collections too, and is the same string for every YAML reader. */
export const isSafePlain = (text: string): boolean =>
  /^[A-Za-z0-9_/][\w./@:+~%-]*$/.test(text) &&
  !/:(?:$|[^\w/.-])/.test(text) &&
  typeof plainValue(text) === 'string' &&
  !SEXAGESIMAL_OR_DATE.test(text);

function integer(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  const octal = /^0([0-7]+)$/.exec(digits)?.[1];
  return sign * Number(octal === undefined ? digits : `0o${octal}`);
}
