/** Pieces of Markdown that both generated references use. Pure. */

/** Text as a cell of a table: one line, bars kept. */
export const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const MADE = '<!-- Made by "npm run gen". Do not edit. -->';
