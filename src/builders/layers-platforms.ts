/**
 * Which platforms a `layers` image is for, and what its templates say on each.
 *
 *     src: bin/{{.TARGETOS}}_{{.TARGETARCH}}/app     on linux/arm64     bin/linux_arm64/app
 *
 * Pure. The names are BuildKit's, as Dockerfiles use them.
 */
import { unwrap } from '../errors/result.ts';
import { fitsPlatform, formatPlatform, type Platform, parsePlatform } from '../image/platform.ts';

/** Where neither the job nor the base says one: the same on every machine that builds. */
export const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64' };

export type Expand = (template: string, more?: Readonly<Record<string, string>>) => string;

/** Variables of a template on a platform. */
export const platformVariables = (platform: Platform): Readonly<Record<string, string>> => ({
  TARGETOS: platform.os,
  TARGETARCH: platform.architecture,
  TARGETVARIANT: platform.variant ?? '',
  TARGETPLATFORM: formatPlatform(platform),
});

/** In a glob, every platform at once: what may go into some image, where the platforms are not known yet. */
export const anyPlatformVariables: Readonly<Record<string, string>> = {
  TARGETOS: '*',
  TARGETARCH: '*',
  TARGETVARIANT: '*',
  TARGETPLATFORM: '*/*',
};

/**
 * Whether an entry goes into the image for a platform.
 *
 * @throws OrchestratorError INPUT_INVALID for a platform that is none.
 */
export const isFor = (platforms: readonly string[] | undefined, platform: Platform): boolean =>
  platforms === undefined || platforms.some((text) => fitsPlatform(platform, unwrap(parsePlatform(text))));
