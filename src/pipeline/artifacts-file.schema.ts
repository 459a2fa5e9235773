/** The artifacts file for editors and other programs: schema/artifacts.schema.json is made of it. Skaffold's shape. */
import * as z from 'zod';

const buildSchema = z.looseObject({
  imageName: z.string().min(1).describe('The image as the config names it.'),
  tag: z.string().min(1).describe('The reference to use: name:tag@digest, or name:tag of a file that people write.'),
  runtimeType: z.string().nullish().describe('What runs in the image (go, nodejs, jvm, …); used when debugging.'),
});

export const artifactsFileSchema = z.looseObject({
  builds: z.array(buildSchema).nullish().describe('One entry an image, in the order of the config.'),
});
