/** docs/reference/config.md, made of the published schema: every field with its type, default and purpose. Pure. */
import { dormantFields, unsupportedFields } from '../foreign.ts';
import { examples } from './examples.ts';
import type { JsonSchema } from './json.schema.ts';
import { cell, MADE, table } from './markdown.ts';
import { publishedSchema } from './published-schema.ts';

/** A map of the config and the fields that it may have. */
interface Section {
  /** E.g. `build.artifacts[]`; empty for the whole. */
  readonly path: string;
  readonly schema: JsonSchema;
}

export function configReference(): string {
  const root = publishedSchema();
  const sections = sectionsOf(root, { path: '', schema: root });
  return `${MADE}

# Config

\`orchestrator.yaml\` is read first; where there is none, \`skaffold.yaml\` is read as it is, if its apiVersion is \`skaffold/v4beta1\` to \`skaffold/v4beta14\`. Editors check the file with \`schema/orchestrator.schema.json\` of the package:

\`\`\`yaml
# yaml-language-server: $schema=node_modules/orchestrator/schema/orchestrator.schema.json
\`\`\`

Scalars are read as kubectl reads them: \`0644\` is 420, \`on\` is true; where a text is wanted they are the characters that were written. A field with nothing after its colon is an empty section, or not written. Top-level keys that begin with a dot are left out: a place for anchors. A file may hold several configs, which are joined; what can be there once must be the same in all.

A field with a \`*\` must be there.

${sections.map((section) => describeSection(root, section)).join('\n\n')}

## Read and kept

These fields of Skaffold are accepted; a command that would need one says so.

${dormantFields.map((path) => `- \`${path}\``).join('\n')}

## Not yet supported

These fields of Skaffold change what is built or rendered, and are an error that names them. In a profile they count once it is active.

${unsupportedFields.map((path) => `- \`${path}\``).join('\n')}
`;
}

function sectionsOf(root: JsonSchema, section: Section): readonly Section[] {
  const { path, schema } = section;
  const fields = Object.entries(propertiesOf(schema));
  const isProfile = path === 'profiles[]';
  const below = fields.flatMap(([name, written]) => {
    const field = open(root, written);
    const here = path === '' ? name : `${path}.${name}`;
    // A profile repeats the sections of the config.
    if (isProfile && propertiesOf(root)[name] !== undefined) return [];
    return mapsIn(root, field, here).flatMap((inner) => sectionsOf(root, inner));
  });
  return [section, ...below];
}

/** The maps that a field is, or is a list of. */
function mapsIn(root: JsonSchema, schema: JsonSchema, path: string): readonly Section[] {
  const items = schema['items'];
  if (isSchema(items)) return mapsIn(root, open(root, items), `${path}[]`);
  const forms = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isSchema) : [schema];
  return forms.filter((form) => Object.keys(propertiesOf(form)).length > 0).map((form) => ({ path, schema: form }));
}

function describeSection(root: JsonSchema, { path, schema }: Section): string {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const isProfile = path === 'profiles[]';
  const all = Object.entries(propertiesOf(schema));
  const rows = all
    .filter(([name]) => !isProfile || propertiesOf(root)[name] === undefined)
    .map(([name, written]) => {
      const field = open(root, written);
      const must = required.includes(name) ? ' *' : '';
      const otherwise =
        field['default'] === undefined || isEmptyMap(field['default']) ? '' : `\`${JSON.stringify(field['default'])}\``;
      return [
        `\`${name}\`${must}`,
        cell(typeOf(root, field)),
        cell(otherwise),
        cell(String(field['description'] ?? '')),
      ];
    });
  const example = examples[path.replace(/\[\]$/, '')] ?? examples[path];
  const parts = [
    path === '' ? '## The whole' : `## ${path}`,
    path !== '' && typeof schema['description'] === 'string' ? schema['description'] : '',
    isProfile ? 'Beside these fields a profile may have every section of the config.' : '',
    table(['field', 'type', 'default', 'what it says'], rows),
    example === undefined ? '' : `\`\`\`yaml\n${example}\`\`\``,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function typeOf(root: JsonSchema, schema: JsonSchema): string {
  const { type, enum: values, const: only, anyOf, items, additionalProperties } = schema;
  if (Array.isArray(values)) return values.map((value) => `\`${value}\``).join(' or ');
  if (only !== undefined) return `\`${only}\``;
  if (Array.isArray(anyOf))
    return anyOf
      .filter(isSchema)
      .map((one) => typeOf(root, open(root, one)))
      .join(' or ');
  if (Array.isArray(type)) return type.map((one) => typeOf(root, { type: one })).join(' or ');
  if (type === 'array') return isSchema(items) ? `list of ${typeOf(root, open(root, items))}` : 'list';
  if (type === 'object') return isSchema(additionalProperties) ? `map of ${typeOf(root, additionalProperties)}` : 'map';
  return (
    { string: 'text', boolean: 'true or false', integer: 'whole number', null: 'nothing' }[String(type)] ?? 'anything'
  );
}

/** The schema behind a reference, with what stands beside the reference. */
function open(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const [first] = Array.isArray(schema['allOf']) ? schema['allOf'].filter(isSchema) : [schema];
  const reference = first?.['$ref'];
  const definitions = root['definitions'];
  if (typeof reference !== 'string' || !isSchema(definitions)) return schema;
  const target = definitions[reference.replace('#/definitions/', '')];
  const { allOf: _, $ref: __, ...beside } = schema;
  return isSchema(target) ? { ...target, ...beside } : schema;
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const { properties } = schema;
  return isSchema(properties) ? Object.fromEntries(Object.entries(properties).filter(isNamed)) : {};
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamed = (entry: [string, unknown]): entry is [string, JsonSchema] => isSchema(entry[1]);
const isEmptyMap = (value: unknown): boolean => isSchema(value) && Object.keys(value).length === 0;
