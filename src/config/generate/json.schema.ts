/** The JSON Schema (draft 7, what editors read) that zod makes of the config's schema. Pure. */
import * as z from 'zod';
import { configSchema } from '../config.schema.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Of what people write: fields with a default are optional. */
export const configJsonSchema = (): JsonSchema => z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
