/** WebAssembly's instructions that `wasm-text.ts` knows: bytes, and what stands after the name. */

type Takes = 'nothing' | 'number' | 'local' | 'global' | 'func' | 'label' | 'address';

export const valueTypes: ReadonlyMap<string, number> = new Map([
  ['i32', 0x7f],
  ['i64', 0x7e],
]);

/** Operations without anything after the name, in the order of their numbers. */
const I32 = 'eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'.split(' ');
const I32_MATH = 'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr'.split(' ');

const numbered = (prefix: string, names: readonly string[], first: number) =>
  names.map((name, index): [string, [readonly number[], Takes]] => [`${prefix}.${name}`, [[first + index], 'nothing']]);

export const instructions: ReadonlyMap<string, readonly [opcode: readonly number[], takes: Takes]> = new Map<
  string,
  [readonly number[], Takes]
>([
  ['br', [[0x0c], 'label']],
  ['br_if', [[0x0d], 'label']],
  ['return', [[0x0f], 'nothing']],
  ['call', [[0x10], 'func']],
  ['drop', [[0x1a], 'nothing']],
  ['select', [[0x1b], 'nothing']],
  ['local.get', [[0x20], 'local']],
  ['local.set', [[0x21], 'local']],
  ['local.tee', [[0x22], 'local']],
  ['global.get', [[0x23], 'global']],
  ['global.set', [[0x24], 'global']],
  ['i32.load', [[0x28], 'address']],
  ['i64.load', [[0x29], 'address']],
  ['i32.load8_u', [[0x2d], 'address']],
  ['i32.load16_u', [[0x2f], 'address']],
  ['i32.store', [[0x36], 'address']],
  ['i64.store', [[0x37], 'address']],
  ['i32.store8', [[0x3a], 'address']],
  ['i32.store16', [[0x3b], 'address']],
  ['i32.const', [[0x41], 'number']],
  ['i64.const', [[0x42], 'number']],
  ...numbered('i32', I32, 0x45),
  ...numbered('i64', I32, 0x50),
  ...numbered('i32', I32_MATH, 0x67),
  ...numbered('i64', I32_MATH, 0x79),
  ['i32.wrap_i64', [[0xa7], 'nothing']],
  ['i64.extend_i32_u', [[0xad], 'nothing']],
  ['memory.copy', [[0xfc, 10, 0, 0], 'nothing']],
  ['memory.fill', [[0xfc, 11, 0], 'nothing']],
]);
