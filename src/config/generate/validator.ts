/**
 * The validator that ships: JavaScript made of the schema, which needs neither ajv nor zod when it runs and makes no
 * code of its own. It fills in defaults and lists every mistake; the words for people come from issues.ts. Pure.
 */
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { configJsonSchema } from './json.schema.ts';

export function validatorSource(): string {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    messages: false,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
  });
  const code = standaloneCode.default(ajv, ajv.compile(bare(configJsonSchema())));
  return `// Made of src/config/config.schema.ts by "npm run gen". Do not edit.\n${withoutPlaces(code)}\n`;
}

/** Without the place in the schema that each mistake carries: nobody reads it, and it is a sixth of the text. */
const withoutPlaces = (code: string): string => code.replaceAll(/(?<=[{,])schemaPath:"(?:[^"\\]|\\.)*",/g, '');

/** Without the words for people, which the validator would carry along. */
function bare<T>(schema: T, isNames = false): T {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => bare(item)) as T; // the shape stays
  const kept = Object.entries(withoutLengths(schema)).filter(([name]) => isNames || !WORDS.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, bare(value, NAMED.has(name) && !isNames)])) as T; // the shape stays
}

/** ajv counts code points by a function that it would load at run time; "not empty" needs none. */
function withoutLengths(schema: object): object {
  if (!('minLength' in schema) || typeof schema.minLength !== 'number') return schema;
  const { minLength, ...rest } = schema;
  if (minLength !== 1) throw new Error(`minLength ${minLength} needs a pattern instead`);
  return { ...rest, not: { const: '' } };
}

const WORDS = new Set(['$schema', 'description', 'title', 'id', 'x-dormant', 'format']);
/** Keywords whose keys are names of fields. */
const NAMED = new Set(['properties', 'definitions']);
