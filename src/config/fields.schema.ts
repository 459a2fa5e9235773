/** What a zod schema says about a path: the fields of the map there, and its description. Pure. */
import * as z from 'zod';

type Path = readonly (string | number)[];

/** What a field is for, in the words of the schema. */
export function describedAt(schema: unknown, path: Path): string | undefined {
  const here = path.length === 0 && schema instanceof z.ZodType ? schema.description : undefined;
  if (here !== undefined) return here;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return describedAt(schema.def.innerType, path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return describedAt(schema.def.innerType, path);
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  if (schema instanceof z.ZodObject) return describedAt(schema.shape[String(step)], rest);
  if (schema instanceof z.ZodArray) return describedAt(schema.def.element, rest) ?? schema.description;
  return schema instanceof z.ZodRecord ? describedAt(schema.def.valueType, rest) : undefined;
}

export function fieldsAt(schema: unknown, path: Path): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return fieldsAt(schema.def.innerType, path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return fieldsAt(schema.def.innerType, path);
  if (schema instanceof z.ZodUnion) return [...new Set(schema.def.options.flatMap((option) => fieldsAt(option, path)))];
  const [step, ...rest] = path;
  if (step === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (schema instanceof z.ZodObject) return fieldsAt(schema.shape[String(step)], rest);
  if (schema instanceof z.ZodArray) return fieldsAt(schema.def.element, rest);
  return schema instanceof z.ZodRecord ? fieldsAt(schema.def.valueType, rest) : [];
}
