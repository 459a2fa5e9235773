/** The fields that the map at a path of a zod schema may have. Pure. */
import * as z from 'zod';

export function fieldsAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return fieldsAt(schema.def.innerType, path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return fieldsAt(schema.def.innerType, path);
  const [step, ...rest] = path;
  if (step === undefined) return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (schema instanceof z.ZodObject) return fieldsAt(schema.shape[String(step)], rest);
  if (schema instanceof z.ZodArray) return fieldsAt(schema.def.element, rest);
  return schema instanceof z.ZodRecord ? fieldsAt(schema.def.valueType, rest) : [];
}
