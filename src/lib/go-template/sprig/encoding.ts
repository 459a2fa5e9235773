/** sprig's encodings, digests and paths. Pure. Source: sprig strings.go, crypto.go, dict.go, functions.go. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { isMap, sortedKeys, typeOf } from '../value.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HTML = /[<>&\u2028\u2029]/g;

const toJson = fn(['any'], (value) => escapeHtml(stringify(sorted(value))));
const toPrettyJson = fn(['any'], (value) => escapeHtml(stringify(sorted(value), 2)));
const toRawJson = fn(['any'], (value) => stringify(sorted(value)));

export const encodings: TemplateFunctions = {
  b64enc: fn(['string'], (text) => Buffer.from(text).toString('base64')),
  b64dec: fn(['string'], decode),
  sha1sum: fn(['string'], (text) => createHash('sha1').update(text).digest('hex')),
  sha256sum: fn(['string'], (text) => createHash('sha256').update(text).digest('hex')),
  sha512sum: fn(['string'], (text) => createHash('sha512').update(text).digest('hex')),
  /** Skaffold's own, for `--output`: keys stay in their order. */
  json: fn(['any'], (value) => escapeHtml(stringify(value))),
  toJson,
  mustToJson: toJson,
  toPrettyJson,
  mustToPrettyJson: toPrettyJson,
  toRawJson,
  mustToRawJson: toRawJson,
  fromJson: fn(['string'], (text) => parseJson(text) ?? null),
  mustFromJson: fn(['string'], (text) => {
    const value = parseJson(text);
    if (value === undefined) throw new ArgumentFailure('got a text that is no JSON');
    return value;
  }),
  base: fn(['string'], (path) => (path === '' ? '.' : posix.basename(path) || '/')),
  dir: fn(['string'], (path) =>
    posix.normalize(path.endsWith('/') ? path : posix.dirname(path)).replace(/(.)\/$/, '$1'),
  ),
  clean: fn(['string'], (path) => posix.normalize(path).replace(/(.)\/$/, '$1')),
  ext: fn(['string'], (path) => /\.[^./]*$/.exec(path)?.[0] ?? ''),
  isAbs: fn(['string'], (path) => path.startsWith('/')),
};

/** sprig gives the error as text; a wrong value in a tag is worse than none. */
function decode(text: string): string {
  if (!BASE64.test(text)) throw new ArgumentFailure('got a text that is not base64');
  return Buffer.from(text, 'base64').toString();
}

function stringify(value: unknown, indent?: number): string {
  const text = JSON.stringify(value ?? null, undefined, indent);
  if (text === undefined) throw new ArgumentFailure(`cannot write ${typeOf(value)} as JSON`);
  return text;
}

/** As Go's encoder, whose output may stand in a page. */
const escapeHtml = (json: string): string =>
  json.replace(HTML, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isMap(value) ? Object.fromEntries(sortedKeys(value).map((key) => [key, sorted(value[key])])) : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
