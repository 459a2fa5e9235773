/** Text from elsewhere, made safe for a terminal; and sizes and times as people read them. Pure. */

// CSI, OSC and single-character escapes, then what is left of the C0 and C1 controls. Tabs stay.
const ESCAPES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** One line without escapes and control characters; of a line that was overwritten by CR, what was seen last. */
export const plainLine = (line: string): string =>
  (line.replace(/\r+$/, '').split('\r').at(-1) ?? '').replace(ESCAPES, '');

/** Lines of at most `width` characters: broken at spaces, and words that are longer, such as references, anywhere. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const full = Math.floor(Math.max(0, word.length - 1) / width);
    for (let part = 0; part < full; part++) lines.push(word.slice(part * width, (part + 1) * width));
    line = word.slice(full * width);
  }
  return [...lines, line];
}

/** `1 object`, `2 objects`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `0 B`, `1.5 KiB`, `12 MiB`: three digits at most before the unit. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** `85 ms`, `1.2 s`, `3 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
