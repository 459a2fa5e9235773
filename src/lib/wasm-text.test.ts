import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startWasm } from './wasm-start.ts';
import { assembleWasm } from './wasm-text.ts';

/** The exported functions of a module's text. */
const run = (text: string): Readonly<Record<string, (...args: number[]) => number>> => startWasm(assembleWasm(text));

test('an empty module is its header', () => {
  expect([...assembleWasm('(module)')].slice(0, 8)).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
});

test('loops, branches, calls, globals, memory and data', () => {
  const { sum, at } = run(`(module
    (memory (export "memory") 1)
    (data (i32.const 8) "\\05\\07")
    (global $calls (mut i32) (i32.const 40))
    (func $add (param $a i32) (param $b i32) (result i32)
      (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
      (i32.add (local.get $a) (local.get $b)))
    ;; 1 + 2 + … + n, and how often it was called
    (func $sum (export "sum") (param $n i32) (result i32) (local $total i32)
      (block $done
        (loop $next
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $total (call $add (local.get $total) (local.get $n)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $next)))
      (i32.store (i32.const 0) (global.get $calls))
      (local.get $total))
    (func $at (export "at") (param $address i32) (result i32)
      (if (result i32) (i32.lt_u (local.get $address) (i32.const 8))
        (then (i32.load (local.get $address)))
        (else (i32.load8_u offset=1 (local.get $address))))))`);
  expect([sum?.(10), at?.(0), at?.(8)]).toEqual([55, 50, 7]);
});

test('every constant is what it says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
      expect(run(`(module (func $f (export "f") (result i32) (i32.const ${value})))`)['f']?.()).toBe(value);
    }),
  );
});

describe('what is wrong is said', () => {
  test.each([
    ['(module (func $f', 'a ")" is missing'],
    ['(module))', 'a ")" too many'],
    ['(module (func $f (f32.nop)))', 'no instruction "f32.nop"'],
    ['(module (func $f (br $out)))', 'no label "$out" around "br"'],
    ['(module (func $f (drop (local.get $x))))', 'nothing is called "$x"'],
  ])('%s', (text, message) => {
    expect(() => assembleWasm(text)).toThrow(message);
  });
});
