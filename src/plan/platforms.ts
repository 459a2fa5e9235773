/**
 * Which platforms an artifact is built for: `--platform` or build.platforms, cut down to what the artifact can do.
 * Source: Skaffold's platform rules. Pure.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { fitsPlatform, formatPlatform, type Platform, parsePlatform } from '../image/platform.ts';

export interface PlatformRequest {
  /** The artifact's name, for messages. */
  readonly artifact: string;
  /** From the command line, else from build.platforms; empty is the builder's own choice. `all` is every one that the artifact names. */
  readonly wanted: readonly string[];
  /** What the artifact names; empty is anything. */
  readonly possible: readonly string[];
  /** One only: the host's where it is asked for, else the first. */
  readonly single: boolean;
  readonly host: Platform;
}

export function choosePlatforms({
  artifact,
  wanted,
  possible,
  single,
  host,
}: PlatformRequest): Result<readonly Platform[]> {
  const able = readAll(possible);
  if (!able.ok) return able;
  const asked = readAll(wanted.filter((text) => text !== 'all'));
  if (!asked.ok) return asked;
  const all = wanted.includes('all') || asked.value.length === 0;
  const chosen = all
    ? able.value
    : able.value.length === 0
      ? asked.value
      : able.value.filter((platform) => asked.value.some((other) => fitsPlatform(platform, other)));
  if (chosen.length === 0 && able.value.length > 0)
    return err({
      code: 'INPUT_INVALID',
      message: `artifact "${artifact}" can be built for ${possible.join(', ')}, and ${wanted.join(', ')} is asked for`,
      hint: 'Add the platform to the artifact, or choose another with --platform.',
    });
  if (!single || chosen.length < 2) return ok(chosen);
  return ok(
    chosen
      .filter((platform) => fitsPlatform(platform, host))
      .slice(0, 1)
      .concat(chosen)
      .slice(0, 1),
  );
}

/** Each platform once, in the order in which they were written. */
function readAll(texts: readonly string[]): Result<readonly Platform[]> {
  const seen = new Map<string, Platform>();
  for (const text of texts) {
    const platform = parsePlatform(text);
    if (!platform.ok) return platform;
    seen.set(formatPlatform(platform.value), platform.value);
  }
  return ok([...seen.values()]);
}
