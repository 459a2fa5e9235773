/** `build`: what is built, how it is tagged, and where it is pushed to. Skaffold's tree, and `layers`. */
import * as z from 'zod';
import { customSchema } from '../builders/custom.schema.ts';
import { dockerSchema } from '../builders/docker.schema.ts';
import { layersSchema } from '../builders/layers.schema.ts';
import { tagPolicySchema } from '../taggers/tag-policy.schema.ts';
import { dormant } from './dormant.schema.ts';
import { buildHooksSchema } from './hook.schema.ts';

export const requirementSchema = z.strictObject({
  image: z.string().describe('The `image` of another artifact of this config; it is built first.'),
  alias: z
    .string()
    .optional()
    .describe('Build argument (docker) or variable (custom) that carries the built reference; the image when absent.'),
});

export const artifactSchema = z
  .strictObject({
    image: z.string().describe('Name of the image, without tag and digest; unique in the config.'),
    context: z.string().default('.').describe('Folder with the sources, relative to the config.'),
    platforms: z.array(z.string()).optional().describe('Platforms that this image can be built for, as os/arch.'),
    runtimeType: z.string().optional().describe('What runs in the image (go, nodejs, jvm, …); used when debugging.'),
    alsoPush: z
      .array(z.string())
      .optional()
      .describe(
        'Further repositories, [HOST/]NAME without a tag, that get the same image under the same tag and digest; all tags are moved last.',
      ),
    requires: z.array(requirementSchema).optional().describe('Artifacts whose images this one is built from.'),
    hooks: buildHooksSchema.optional(),
    sync: dormant('Files that are copied into running containers in dev.'),
    docker: dockerSchema.optional().describe('Builds a Dockerfile; the builder when none is named.'),
    custom: customSchema.optional().describe('Builds by a command of yours.'),
    layers: layersSchema.optional().describe('Puts files on a base image, without Docker.'),
  })
  .meta({ id: 'Artifact', description: 'One image; one builder of docker, custom and layers.' });
export type Artifact = z.output<typeof artifactSchema>;

export const localSchema = z
  .strictObject({
    push: z.boolean().optional().describe('Push what is built; true unless said.'),
    concurrency: z
      .int()
      .min(0)
      .optional()
      .describe('Artifacts that are built at once; 0 for no limit but the order of `requires`.'),
    tryImportMissing: z
      .boolean()
      .optional()
      .describe('Take an image from the registry, if its tag is there, instead of building it.'),
    useDockerCLI: z.boolean().optional().describe('Build with the docker program instead of the API.'),
    builder: z
      .string()
      .optional()
      .describe('The buildx builder to build with, where buildx builds; BUILDX_BUILDER in the environment wins.'),
    useBuildkit: z.boolean().optional().describe('true: BuildKit; false: the classic builder; absent: as needed.'),
  })
  .describe('Builds on this machine.');

export const buildSchema = z
  .strictObject({
    artifacts: z.array(artifactSchema).optional().describe('The images to build.'),
    tagPolicy: tagPolicySchema.optional().describe('How images are tagged; gitCommit unless said.'),
    local: localSchema.optional(),
    platforms: z.array(z.string()).optional().describe('Platforms to build for, as os/arch, or `all`.'),
    insecureRegistries: z
      .array(z.string())
      .optional()
      .describe(
        'Registries that are spoken to in plain HTTP; one with a certificate of its own needs registries[].caFile.',
      ),
    hooks: buildHooksSchema.optional(),
  })
  .meta({ id: 'Build', description: 'What is built, how it is tagged, and where it goes.' });
export type Build = z.output<typeof buildSchema>;
