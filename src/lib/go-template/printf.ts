/**
 * Go's fmt.Sprintf for plain data: %v %d %s %q %t %x %X %o %b %c %U %e %f %g %T %% with flags, width and precision.
 *
 * Pure. Source: package fmt. Left out: `[n]` indexes, `#` but for %x and %q, and what needs Go's types (%p, %w).
 */
import { bytesOf, formatInside, formatNumber, isMap, sortedKeys, typeOf } from './value.ts';

const VERB = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S]?)/gu;
/** Beyond this a width asks for memory, not for a layout. */
const WIDEST = 10_000;

interface Layout {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  const text = format.replaceAll(VERB, (_, flags: string, width?: string, precision?: string, verb = '') => {
    const counted = (written: string | undefined): number | undefined =>
      written === undefined ? undefined : Math.min(Number(written === '*' ? values[next++] : written), WIDEST);
    const layout: Layout = { flags, width: counted(width), precision: counted(precision) };
    if (verb === '%') return '%';
    if (verb === '') return '%!(NOVERB)';
    if (next >= values.length) return `%!${verb}(MISSING)`;
    return pad(formatVerb(verb, values[next++], layout), layout, verb);
  });
  const extra = values.slice(next).map((value) => `${goType(value)}=${formatInside(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatVerb(verb: string, value: unknown, layout: Layout): string {
  if (verb === 'T') return goType(value);
  if (verb === 'v') return formatV(value, layout);
  if (Array.isArray(value)) return `[${value.map((item) => formatVerb(verb, item, layout)).join(' ')}]`;
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${formatVerb(verb, key, layout)}:${formatVerb(verb, value[key], layout)}`)
      .join(' ')}]`;
  const text =
    typeof value === 'string'
      ? formatText(verb, value, layout)
      : typeof value === 'number'
        ? formatNumberVerb(verb, value, layout)
        : typeof value === 'boolean' && verb === 't'
          ? String(value)
          : undefined;
  if (text !== undefined) return text;
  return value === undefined || value === null
    ? `%!${verb}(<nil>)`
    : `%!${verb}(${goType(value)}=${formatInside(value)})`;
}

function formatV(value: unknown, layout: Layout): string {
  if (layout.flags.includes('#')) return goSyntax(value);
  if (typeof value === 'string' && layout.precision !== undefined) return cut(value, layout.precision);
  if (typeof value === 'number') return signed(formatNumber(value), layout);
  return formatInside(value);
}

function formatText(verb: string, text: string, { flags, precision }: Layout): string | undefined {
  const shown = precision === undefined ? text : cut(text, precision);
  switch (verb) {
    case 's':
      return shown;
    case 'q':
      return flags.includes('#') && !/[`\x00-\x08\x0a-\x1f\x7f]/.test(shown) ? `\`${shown}\`` : quote(shown);
    case 'x':
    case 'X': {
      const pairs = [...bytesOf(text)].slice(0, precision).map((byte) => byte.toString(16).padStart(2, '0'));
      const hex = pairs.join(flags.includes(' ') ? ' ' : '');
      return verb === 'x' ? hex : hex.toUpperCase();
    }
    default:
      return undefined;
  }
}

function formatNumberVerb(verb: string, value: number, layout: Layout): string | undefined {
  const isWhole = Number.isInteger(value);
  // JavaScript writes no more digits than these.
  const precision = layout.precision === undefined ? undefined : Math.min(layout.precision, 100);
  const based = (base: number, prefix: string): string => {
    const digits = Math.abs(value).toString(base);
    const filled = layout.precision === undefined ? digits : digits.padStart(layout.precision, '0');
    return signed(`${value < 0 ? '-' : ''}${layout.flags.includes('#') ? prefix : ''}${filled}`, layout);
  };
  if (isWhole) {
    if (verb === 'd') return based(10, '');
    if (verb === 'b') return based(2, '0b');
    if (verb === 'o') return based(8, '0');
    if (verb === 'x') return based(16, '0x');
    if (verb === 'X') return based(16, '0x').toUpperCase();
    if (verb === 'c') return pointOf(value);
    if (verb === 'q') return `'${quote(pointOf(value)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
    if (verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
    return undefined;
  }
  if (verb === 'f' || verb === 'F') return signed(value.toFixed(precision ?? 6), layout);
  if (verb === 'e' || verb === 'E') {
    const text = value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
    return signed(verb === 'e' ? text : text.toUpperCase(), layout);
  }
  if (verb === 'g' || verb === 'G') {
    const rounded = precision === undefined ? value : Number(value.toPrecision(precision || 1));
    return signed(formatNumber(rounded), layout);
  }
  return undefined;
}

function pad(text: string, { flags, width }: Layout, verb: string): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const zeros = flags.includes('0') && !'qT'.includes(verb);
  if (!zeros) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

const signed = (text: string, { flags }: Layout): string =>
  text.startsWith('-') || text.startsWith('+')
    ? text
    : `${flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}${text}`;

const cut = (text: string, length: number): string => [...text].slice(0, length).join('');
const pointOf = (value: number): string => (value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : '\uFFFD');

/** As strconv.Quote. */
export function quote(text: string): string {
  const escaped = text.replace(/["\\\x00-\x1f\x7f-\xa0\u00ad\u2028\u2029\uFEFF]|\p{Cn}|\p{Co}/gu, (char) => {
    const short = {
      '"': '\\"',
      '\\': '\\\\',
      '\x07': '\\a',
      '\b': '\\b',
      '\f': '\\f',
      '\n': '\\n',
      '\r': '\\r',
      '\t': '\\t',
      '\v': '\\v',
    }[char];
    if (short !== undefined) return short;
    const point = char.codePointAt(0) ?? 0;
    if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`;
    return point <= 0xffff ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
  });
  return `"${escaped}"`;
}

/** `%#v` of plain data. */
function goSyntax(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isMap(value)) {
    const entries = sortedKeys(value).map((key) => `${quote(key)}:${goSyntax(value[key])}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return value === undefined || value === null ? '<nil>' : formatInside(value);
}

function goType(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  return isMap(value) ? 'map[string]interface {}' : typeOf(value);
}
