;; A piece ─► blocks, each with prefix codes of its own (RFC 1951, 3.2.7), or as it is where that is shorter (3.2.4).
;;
;; The memory, by addresses:
;;
;;        0  counts of bytes, lengths and the end        1152  of distances        1280  of lengths of codes
;;     2048  their codes                                  3200                      3328
;;     4096  huffman.wat: sorted symbols   5376  symbols of each length   5632  next code of each length   6144  nodes
;;     8192  lengths of all codes in a row                8704  the same, repeats told once        9600  their order
;;    16384  tokens of one block: 16,128 and some
;;    81920  the newest position of each hash           212992  the position before each position
;;   344064  the piece, and behind it what comes of it

  (memory (export "memory") 6)
  (data (i32.const 9600) "\10\11\12\00\08\07\09\06\0a\05\0b\04\0c\03\0d\02\0e\01\0f")

  (global $out (mut i32) (i32.const 0))    ;; where the next bits go
  (global $held (mut i64) (i64.const 0))   ;; bits that fill no byte yet
  (global $filled (mut i32) (i32.const 0))  ;; of them, 0 to 7

  (func $length_symbol (param $length i32) (result i32)
    (local $top i32)
    (local.set $length (i32.sub (local.get $length) (i32.const 3)))
    (if (i32.lt_u (local.get $length) (i32.const 8))
      (then (return (i32.add (local.get $length) (i32.const 257)))))
    (if (i32.eq (local.get $length) (i32.const 255)) (then (return (i32.const 285))))
    (local.set $top (i32.sub (i32.const 31) (i32.clz (local.get $length))))
    (i32.add
      (i32.add (i32.shl (local.get $top) (i32.const 2)) (i32.const 253))
      (i32.and (i32.shr_u (local.get $length) (i32.sub (local.get $top) (i32.const 2))) (i32.const 3))))

  (func $distance_symbol (param $distance i32) (result i32)
    (local $top i32)
    (local.set $distance (i32.sub (local.get $distance) (i32.const 1)))
    (if (i32.lt_u (local.get $distance) (i32.const 4)) (then (return (local.get $distance))))
    (local.set $top (i32.sub (i32.const 31) (i32.clz (local.get $distance))))
    (i32.add
      (i32.shl (local.get $top) (i32.const 1))
      (i32.and (i32.shr_u (local.get $distance) (i32.sub (local.get $top) (i32.const 1))) (i32.const 1))))

  ;; At most 48 bits at once.
  (func $put (param $bits i64) (param $filled i32)
    (global.set $held (i64.or (global.get $held)
      (i64.shl (local.get $bits) (i64.extend_i32_u (global.get $filled)))))
    (global.set $filled (i32.add (global.get $filled) (local.get $filled)))
    (i64.store (global.get $out) (global.get $held))
    (global.set $out (i32.add (global.get $out) (i32.shr_u (global.get $filled) (i32.const 3))))
    (global.set $held (i64.shr_u (global.get $held)
      (i64.extend_i32_u (i32.and (global.get $filled) (i32.const 56)))))
    (global.set $filled (i32.and (global.get $filled) (i32.const 7))))

  (func $put_code (param $code i32)
    (call $put
      (i64.extend_i32_u (i32.and (local.get $code) (i32.const 65535))) (i32.shr_u (local.get $code) (i32.const 16))))

  (func $put_tokens
    (local $at i32) (local $token i32) (local $code i32) (local $top i32) (local $held i64) (local $filled i32)
    (local $out i32) (local $symbol i32)
    (local.set $at (i32.const 16384))
    (local.set $held (global.get $held))
    (local.set $filled (global.get $filled))
    (local.set $out (global.get $out))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (global.get $tokens)))
        (local.set $token (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (if (i32.lt_u (local.get $token) (i32.const 256))
          (then
            (local.set $code (i32.load offset=2048 (i32.shl (local.get $token) (i32.const 2))))
            (local.set $held (i64.or (local.get $held) (i64.shl
              (i64.extend_i32_u (i32.and (local.get $code) (i32.const 65535)))
              (i64.extend_i32_u (local.get $filled)))))
            (local.set $filled (i32.add (local.get $filled) (i32.shr_u (local.get $code) (i32.const 16)))))
          (else
            (local.set $symbol (call $length_symbol (i32.shr_u (local.get $token) (i32.const 16))))
            (local.set $code (i32.load offset=2048 (i32.shl (local.get $symbol) (i32.const 2))))
            (local.set $held (i64.or (local.get $held) (i64.shl
              (i64.extend_i32_u (i32.and (local.get $code) (i32.const 65535)))
              (i64.extend_i32_u (local.get $filled)))))
            (local.set $filled (i32.add (local.get $filled) (i32.shr_u (local.get $code) (i32.const 16))))
            (if (i32.and
                  (i32.ge_u (local.get $symbol) (i32.const 265)) (i32.lt_u (local.get $symbol) (i32.const 285)))
              (then
                (local.set $top (i32.shr_u (i32.sub (local.get $symbol) (i32.const 261)) (i32.const 2)))
                (local.set $held (i64.or (local.get $held) (i64.shl
                  (i64.extend_i32_u (i32.and
                    (i32.sub (i32.shr_u (local.get $token) (i32.const 16)) (i32.const 3))
                    (i32.sub (i32.shl (i32.const 1) (local.get $top)) (i32.const 1))))
                  (i64.extend_i32_u (local.get $filled)))))
                (local.set $filled (i32.add (local.get $filled) (local.get $top)))))
            (local.set $token (i32.and (local.get $token) (i32.const 65535)))
            (local.set $symbol (call $distance_symbol (local.get $token)))
            (local.set $code (i32.load offset=3200 (i32.shl (local.get $symbol) (i32.const 2))))
            (local.set $held (i64.or (local.get $held) (i64.shl
              (i64.extend_i32_u (i32.and (local.get $code) (i32.const 65535)))
              (i64.extend_i32_u (local.get $filled)))))
            (local.set $filled (i32.add (local.get $filled) (i32.shr_u (local.get $code) (i32.const 16))))
            (if (i32.ge_u (local.get $symbol) (i32.const 4))
              (then
                (local.set $top (i32.sub (i32.shr_u (local.get $symbol) (i32.const 1)) (i32.const 1)))
                (local.set $held (i64.or (local.get $held) (i64.shl
                  (i64.extend_i32_u (i32.and
                    (i32.sub (local.get $token) (i32.const 1))
                    (i32.sub (i32.shl (i32.const 1) (local.get $top)) (i32.const 1))))
                  (i64.extend_i32_u (local.get $filled)))))
                (local.set $filled (i32.add (local.get $filled) (local.get $top)))))))
        (i64.store (local.get $out) (local.get $held))
        (local.set $out (i32.add (local.get $out) (i32.shr_u (local.get $filled) (i32.const 3))))
        (local.set $held (i64.shr_u (local.get $held)
          (i64.extend_i32_u (i32.and (local.get $filled) (i32.const 56)))))
        (local.set $filled (i32.and (local.get $filled) (i32.const 7)))
        (br $next)))
    (global.set $held (local.get $held))
    (global.set $filled (local.get $filled))
    (global.set $out (local.get $out)))

  ;; Puts the lengths of the first codes behind $to; gives how many, without those at the end that are 0.
  (func $row (param $codes i32) (param $symbols i32) (param $to i32) (result i32)
    (local $i i32) (local $used i32) (local $length i32)
    (loop $each
      (local.set $length (i32.shr_u
        (i32.load (i32.add (local.get $codes) (i32.shl (local.get $i) (i32.const 2)))) (i32.const 16)))
      (i32.store8 (i32.add (local.get $to) (local.get $i)) (local.get $length))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (if (local.get $length) (then (local.set $used (local.get $i))))
      (br_if $each (i32.lt_u (local.get $i) (local.get $symbols))))
    (local.get $used))

  ;; Tells repeats in the row of lengths, and counts what it tells; gives where that ends.
  (func $repeats (param $length_count i32) (result i32)
    (local $i i32) (local $to i32) (local $length i32) (local $run i32) (local $item i32)
    (memory.fill (i32.const 1280) (i32.const 0) (i32.const 76))
    (local.set $to (i32.const 8704))
    (loop $next
      (local.set $length (i32.load8_u offset=8192 (local.get $i)))
      (local.set $run (i32.const 1))
      (block $ends
        (loop $longer
          (br_if $ends (i32.ge_u (i32.add (local.get $i) (local.get $run)) (local.get $length_count)))
          (br_if $ends (i32.ne
            (i32.load8_u offset=8192 (i32.add (local.get $i) (local.get $run))) (local.get $length)))
          (br_if $ends (i32.ge_u (local.get $run) (i32.const 138)))
          (local.set $run (i32.add (local.get $run) (i32.const 1)))
          (br $longer)))
      (local.set $item (local.get $length))
      (block $chosen
        (if (i32.lt_u (local.get $run) (i32.const 3)) (then (local.set $run (i32.const 1)) (br $chosen)))
        (if (i32.eqz (local.get $length))
          (then
            (local.set $item (select
              (i32.or (i32.const 17) (i32.shl (i32.sub (local.get $run) (i32.const 3)) (i32.const 8)))
              (i32.or (i32.const 18) (i32.shl (i32.sub (local.get $run) (i32.const 11)) (i32.const 8)))
              (i32.lt_u (local.get $run) (i32.const 11))))
            (br $chosen)))
        (if (i32.and
              (i32.gt_u (local.get $i) (i32.const 0))
              (i32.eq (i32.load8_u offset=8191 (local.get $i)) (local.get $length)))
          (then
            (if (i32.gt_u (local.get $run) (i32.const 6)) (then (local.set $run (i32.const 6))))
            (local.set $item (i32.or
              (i32.const 16) (i32.shl (i32.sub (local.get $run) (i32.const 3)) (i32.const 8))))
            (br $chosen)))
        (local.set $run (i32.const 1)))
      (i32.store16 (local.get $to) (local.get $item))
      (local.set $to (i32.add (local.get $to) (i32.const 2)))
      (local.set $item (i32.shl (i32.and (local.get $item) (i32.const 255)) (i32.const 2)))
      (i32.store offset=1280 (local.get $item) (i32.add (i32.load offset=1280 (local.get $item)) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (local.get $run)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $length_count))))
    (local.get $to))

  (func $put_codes
    (local $bytes i32) (local $distances i32) (local $end i32) (local $orders i32) (local $at i32) (local $item i32)
    (local.set $bytes (call $row (i32.const 2048) (i32.const 286) (i32.const 8192)))
    (local.set $distances
      (call $row (i32.const 3200) (i32.const 30) (i32.add (i32.const 8192) (local.get $bytes))))
    (local.set $end (call $repeats (i32.add (local.get $bytes) (local.get $distances))))
    (call $code (i32.const 1280) (i32.const 3328) (i32.const 19) (i32.const 7))
    (local.set $orders (i32.const 19))
    (loop $unused
      (local.set $orders (i32.sub (local.get $orders) (i32.const 1)))
      (br_if $unused (i32.eqz (i32.load offset=3328
        (i32.shl (i32.load8_u offset=9600 (local.get $orders)) (i32.const 2))))))
    (local.set $orders (i32.add (local.get $orders) (i32.const 1)))
    (if (i32.lt_u (local.get $orders) (i32.const 4)) (then (local.set $orders (i32.const 4))))
    (call $put (i64.extend_i32_u (i32.sub (local.get $bytes) (i32.const 257))) (i32.const 5))
    (call $put (i64.extend_i32_u (i32.sub (local.get $distances) (i32.const 1))) (i32.const 5))
    (call $put (i64.extend_i32_u (i32.sub (local.get $orders) (i32.const 4))) (i32.const 4))
    (loop $order
      (call $put
        (i64.extend_i32_u (i32.shr_u
          (i32.load offset=3328 (i32.shl (i32.load8_u offset=9600 (local.get $at)) (i32.const 2))) (i32.const 16)))
        (i32.const 3))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $order (i32.lt_u (local.get $at) (local.get $orders))))
    (local.set $at (i32.const 8704))
    (loop $each
      (local.set $item (i32.load16_u (local.get $at)))
      (call $put_code (i32.load offset=3328 (i32.shl (i32.and (local.get $item) (i32.const 255)) (i32.const 2))))
      (if (i32.ge_u (i32.and (local.get $item) (i32.const 255)) (i32.const 16))
        (then
          ;; 16: 2 bits, 17: 3, 18: 7.
          (call $put
            (i64.extend_i32_u (i32.shr_u (local.get $item) (i32.const 8)))
            (i32.and
              (i32.shr_u (i32.const 0x732) (i32.shl (i32.and (local.get $item) (i32.const 3)) (i32.const 2)))
              (i32.const 15)))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

  (func $put_stored (param $from i32) (param $length i32) (param $last i32)
    (call $put (i64.extend_i32_u (local.get $last)) (i32.const 3))
    (call $put (i64.const 0) (i32.and (i32.sub (i32.const 8) (global.get $filled)) (i32.const 7)))
    (call $put (i64.extend_i32_u (i32.or
      (local.get $length) (i32.shl (i32.xor (local.get $length) (i32.const 65535)) (i32.const 16)))) (i32.const 32))
    (memory.copy (global.get $out) (local.get $from) (local.get $length))
    (global.set $out (i32.add (global.get $out) (local.get $length))))

  ;; The piece at $from as deflate's blocks at $to; gives where they end.
  (func $deflate (export "deflate") (param $from i32) (param $length i32) (param $to i32) (result i32)
    (local $begin i32) (local $last i32) (local $out i32) (local $held i64) (local $filled i32)
    (memory.fill (i32.const 81920) (i32.const 0) (i32.const 131072))
    (global.set $end (i32.add (local.get $from) (local.get $length)))
    (global.set $out (local.get $to))
    (global.set $held (i64.const 0))
    (global.set $filled (i32.const 0))
    (loop $block
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 1280))
      (local.set $begin (local.get $from))
      (local.set $from (call $parse (local.get $from)))
      (local.set $length (i32.sub (local.get $from) (local.get $begin)))
      (local.set $last (i32.ge_u (local.get $from) (global.get $end)))
      (i32.store offset=1024 (i32.const 0) (i32.const 1))
      (call $code (i32.const 0) (i32.const 2048) (i32.const 286) (i32.const 15))
      (call $code (i32.const 1152) (i32.const 3200) (i32.const 30) (i32.const 15))
      (local.set $out (global.get $out))
      (local.set $held (global.get $held))
      (local.set $filled (global.get $filled))
      (call $put (i64.extend_i32_u (i32.or (local.get $last) (i32.const 4))) (i32.const 3))
      (call $put_codes)
      (call $put_tokens)
      (call $put_code (i32.load offset=3072 (i32.const 0)))
      (if (i32.and
            (i32.lt_u (local.get $length) (i32.const 65536))
            (i32.gt_u (i32.sub (global.get $out) (local.get $out)) (i32.add (local.get $length) (i32.const 4))))
        (then
          (global.set $out (local.get $out))
          (global.set $held (local.get $held))
          (global.set $filled (local.get $filled))
          (call $put_stored (local.get $begin) (local.get $length) (local.get $last))))
      (br_if $block (i32.eqz (local.get $last))))
    (i32.add (global.get $out) (i32.ne (global.get $filled) (i32.const 0))))
