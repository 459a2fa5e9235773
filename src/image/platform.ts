/**
 * Platforms as users write them and as OCI indexes hold them: `os/arch[/variant]`.
 * Source: OCI image-spec v1.1 (image index, platform object); GOOS and GOARCH spellings.
 * Pure.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { findNearest } from '../lib/nearest.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

const PART = /^[a-z0-9][a-z0-9_.-]*$/;
const ALIASES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  x64: 'amd64',
};

// What Go builds for. A name that is like none of them passes: new ones come.
const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'solaris', 'illumos', 'wasip1'];
const ARCHITECTURES = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'loong64', 'mips64le', 'wasm'];

/** Reads `linux/amd64`, `linux/arm64/v8` or `amd64` (linux is meant). */
export function parsePlatform(text: string): Result<Platform> {
  const parts = text.trim().toLowerCase().split('/');
  const [os = '', arch = '', variant, ...rest] = parts.length === 1 ? ['linux', ...parts] : parts;
  const bad = rest.length > 0 || ![os, arch, variant ?? 'v'].every((part) => PART.test(part));
  if (bad)
    return err({
      code: 'INPUT_INVALID',
      message: `platform "${text}" is not OS/ARCH[/VARIANT]`,
      hint: 'Write linux/amd64, linux/arm64 and so on.',
    });
  const architecture = ALIASES[arch] ?? arch;
  const mistyped = mistypedOf(os, SYSTEMS) ?? mistypedOf(architecture, ARCHITECTURES);
  if (parts.length === 1 && SYSTEMS.includes(arch))
    return err({
      code: 'INPUT_INVALID',
      message: `platform "${text}" has no architecture`,
      hint: `Write ${arch}/amd64.`,
    });
  if (mistyped !== undefined)
    return err({
      code: 'INPUT_INVALID',
      message: `platform "${text}" is not known`,
      hint: `Did you mean "${mistyped}"?`,
    });
  // v8 is the only arm64 there is in practice; leaving it out makes equal platforms equal.
  const keeps = variant !== undefined && !(architecture === 'arm64' && variant === 'v8');
  return ok({ os, architecture, ...(keeps && { variant }) });
}

/** The known name that was probably meant; undefined for a known name, and for one like none. Short names differ by chance. */
const mistypedOf = (name: string, known: readonly string[]): string | undefined =>
  known.includes(name) || name.length < 5 || KNOWN_TOO.test(name) ? undefined : findNearest(name, known);
const KNOWN_TOO = /^(?:ppc64|mips64|mips|mipsle|sparc64|arm64be|armbe|riscv|dragonfly|wasi|plan9)$/;

/** `linux/arm/v7`; {@link parsePlatform} reads it back unchanged. */
export const formatPlatform = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter((part) => part !== undefined).join('/');

/** Whether an image for `offered` runs where `wanted` is asked for: an unsaid variant fits any. */
export const fitsPlatform = (offered: Platform, wanted: Platform): boolean =>
  offered.os === wanted.os &&
  offered.architecture === wanted.architecture &&
  (wanted.variant === undefined || offered.variant === undefined || offered.variant === wanted.variant);
