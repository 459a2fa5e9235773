/** `manifests.rawYaml`, word for word Skaffold's; and `manifests.images`, ours. */
import * as z from 'zod';

export const rawYamlSchema = z
  .array(z.string())
  .describe(
    'Manifest files: paths, folders (walked), globs (`**` crosses folders), http(s) URLs, `-` for standard input; templates.',
  );
export type RawYamlSpec = z.output<typeof rawYamlSchema>;

/** Ours, not Skaffold's: the fields of custom resources that hold images. */
export const manifestImagesSchema = z
  .array(
    z.strictObject({
      kind: z.string().describe('Kind of the object, e.g. `Widget`.'),
      group: z.string().optional().describe('API group, e.g. `example.com`; any when absent.'),
      path: z
        .string()
        .describe('Where the image is, parts joined by `/`: `spec/image`, `spec/tasks[]/image`; `*` is any key.'),
    }),
  )
  .describe('Fields of custom resources that hold an image.');
