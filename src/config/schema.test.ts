import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configSchema } from './config.schema.ts';
import { dormantFields, unsupportedFields } from './foreign.ts';
import { configJsonSchema } from './generate/json.schema.ts';
import { validate } from './generated/validate.js';

type Schema = { readonly [key: string]: unknown };
const root: Schema = configJsonSchema();

/** The schema behind references. */
function open(schema: Schema): Schema {
  const all = schema['allOf'];
  const reference = Array.isArray(all) ? all[0]?.$ref : schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const name = reference.replace('#/definitions/', '');
  const definitions = root['definitions'] as Record<string, Schema>; // draft 7 has them here
  return { ...definitions[name], ...('default' in schema && { default: schema['default'] }) };
}

/** Values that mostly fit a schema, and sometimes in no way. */
function valueFor(written: Schema): fc.Arbitrary<unknown> {
  const schema = open(written);
  const odd = fc.constantFrom<unknown>(null, 1, -1, 1.5, 'x', '', true, [], {}, ['x'], { x: 1 }, 70000, '/a', '0:0');
  const right = (): fc.Arbitrary<unknown> => {
    const { pattern, enum: values, const: only, anyOf, type, items, properties, additionalProperties } = schema;
    if (Array.isArray(values)) return fc.constantFrom(...values);
    if (only !== undefined) return fc.constant(only);
    if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one) => valueFor(one)));
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => valueFor({ type: one })));
    if (type === 'array') return fc.array(valueFor((items ?? {}) as Schema), { maxLength: 2 }); // draft 7
    if (type === 'string' && typeof pattern === 'string')
      return fc.oneof({ weight: 9, arbitrary: fc.stringMatching(new RegExp(pattern)) }, fc.constantFrom('x', ''));
    if (type === 'string') return fc.constantFrom('x', 'two words', '');
    if (type === 'integer') return fc.constantFrom(0, 1, 80, 65_535, 65_536, 420);
    if (type === 'boolean') return fc.boolean();
    if (type === 'null') return fc.constant(null);
    if (properties !== undefined) return recordOf(schema);
    if (typeof additionalProperties === 'object')
      return fc.dictionary(fc.constantFrom('A', 'b', 'constructor'), valueFor(additionalProperties as Schema), {
        noNullPrototype: true,
      });
    return odd;
  };
  return fc.oneof({ weight: 60, arbitrary: right() }, { weight: 1, arbitrary: odd });
}

/** A few fields at a time: with all of them hardly a value would be right. */
function recordOf(schema: Schema): fc.Arbitrary<unknown> {
  const properties = schema['properties'] as Record<string, Schema>; // draft 7
  const required = (schema['required'] ?? []) as string[]; // draft 7
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const stranger = fc.oneof(
    { weight: 40, arbitrary: fc.constant({}) },
    fc.constantFrom({ stranger: 1 }, { toString: 1 }),
  );
  const chosen = fc.subarray(optional, { maxLength: Math.min(4, optional.length) }).chain((names) => {
    const fields = [...required, ...names].map((name) => [name, valueFor(properties[name] ?? {})]);
    return fc.record(Object.fromEntries(fields), { noNullPrototype: true });
  });
  return fc.tuple(chosen, stranger).map(([value, more]) => ({ ...value, ...more }));
}

describe('the generated validator', () => {
  test('agrees with zod on every config, and fills in the same defaults', () => {
    let accepted = 0;
    fc.assert(
      fc.property(recordOf(open(root)), (value) => {
        const parsed = configSchema.safeParse(value);
        const filled = structuredClone(value);
        const isValid = validate(filled);
        expect(isValid).toBe(parsed.success);
        if (!parsed.success) return;
        accepted++;
        expect(filled).toEqual(parsed.data);
      }),
      { numRuns: 400 },
    );
    // A property that never sees a valid config proves little.
    expect(accepted).toBeGreaterThan(200);
  });
});

describe('the published schema', () => {
  const fields: { readonly path: string; readonly schema: Schema }[] = [];
  const walk = (written: Schema, path: string): void => {
    const schema = open(written);
    for (const [name, one] of Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)) {
      const below = path === '' ? name : `${path}.${name}`;
      fields.push({ path: below, schema: { ...open(one), ...one } });
      walk(one, below);
    }
    for (const inner of [schema['items'], ...((schema['anyOf'] ?? []) as Schema[])])
      if (typeof inner === 'object' && inner !== null)
        walk(inner as Schema, schema['items'] === inner ? `${path}[]` : path);
  };
  walk(root, '');

  test('describes every field', () => {
    expect(fields.filter(({ schema }) => typeof schema['description'] !== 'string').map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('marks the fields that foreign.ts keeps for later, and no others', () => {
    const marked = fields.filter(({ schema }) => schema['x-dormant'] === true).map(({ path }) => path);
    expect(marked.filter((path) => !path.startsWith('profiles[]')).sort()).toEqual([...dormantFields].sort());
  });

  test('has no field that is not supported', () => {
    const known = new Set(fields.map(({ path }) => path));
    expect(unsupportedFields.filter((path) => known.has(path))).toEqual([]);
  });
});
