/** sprig's arithmetic: 64-bit integers of whatever can be read as one. Pure. Source: sprig numeric.go. */
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { numberOf } from '../literals.ts';
import { MOST_ITEMS } from './lists.ts';

const toInt = fn(['any'], (value) => wholeOf(value));

export const numbers: TemplateFunctions = {
  int: toInt,
  int64: toInt,
  float64: fn(['any'], floatOf),
  atoi: fn(['string'], (text) => (/^[+-]?\d+$/.test(text) ? Number(text) : 0)),
  add: fn(['...any'], (...values) => values.map(wholeOf).reduce((sum, value) => sum + value, 0)),
  add1: fn(['any'], (value) => wholeOf(value) + 1),
  sub: fn(['any', 'any'], (a, b) => wholeOf(a) - wholeOf(b)),
  mul: fn(['any', '...any'], (first, ...rest) =>
    rest.map(wholeOf).reduce((product, value) => product * value, wholeOf(first)),
  ),
  div: fn(['any', 'any'], (a, b) => Math.trunc(wholeOf(a) / divisor(b))),
  mod: fn(['any', 'any'], (a, b) => wholeOf(a) % divisor(b)),
  max: fn(['any', '...any'], (...values) => Math.max(...values.map(wholeOf))),
  min: fn(['any', '...any'], (...values) => Math.min(...values.map(wholeOf))),
  floor: fn(['any'], (value) => Math.floor(floatOf(value))),
  ceil: fn(['any'], (value) => Math.ceil(floatOf(value))),
  round: fn(['any', 'int'], (value, places) => Math.round(floatOf(value) * 10 ** places) / 10 ** places),
  until: fn(['int'], (end) => steps(0, end, end < 0 ? -1 : 1)),
  untilStep: fn(['int', 'int', 'int'], steps),
};

function divisor(value: unknown): number {
  const whole = wholeOf(value);
  if (whole === 0) throw new ArgumentFailure('divides by zero');
  return whole;
}

const wholeOf = (value: unknown): number => Math.trunc(typeof value === 'string' ? integerText(value) : floatOf(value));

/** A text that is no integer is 0. */
const integerText = (text: string): number =>
  /^[+-]?(?:0[xXbBoO])?[0-9A-Fa-f_]+$/.test(text) ? (numberOf(text) ?? 0) : 0;

function floatOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : 0;
  return Number.isNaN(number) ? 0 : number;
}

function steps(start: number, end: number, step: number): readonly number[] {
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((end - start) / step));
  if (count > MOST_ITEMS) throw new ArgumentFailure(`would count ${count} steps; ${MOST_ITEMS} are the limit`);
  return Array.from({ length: count }, (_, index) => start + index * step);
}
