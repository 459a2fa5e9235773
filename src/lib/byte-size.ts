/** Sizes as people write them: `500`, `20GiB`, `1.5 GB`, `64K`. Powers of 1024 with an `i`, of 1000 without. Pure. */

const SIZE = /^(\d+(?:\.\d+)?)\s?([KMGT]?)(i?)B?$/;
const POWERS = ['', 'K', 'M', 'G', 'T'];

/** Bytes, or undefined where the text is no size. */
export function parseByteSize(text: string): number | undefined {
  const [, number, letter = '', binary] = SIZE.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.floor(Number(number) * (binary === 'i' ? 1024 : 1000) ** POWERS.indexOf(letter));
}
