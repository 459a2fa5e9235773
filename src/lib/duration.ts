/** Durations as people and Go write them: `90s`, `1h30m`, `250ms`. Pure. */

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** @returns Milliseconds; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[hms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit as keyof typeof UNITS], 0);
}
