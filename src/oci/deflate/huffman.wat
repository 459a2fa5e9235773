;; How often each symbol comes ─► a prefix code: frequent symbols are short (RFC 1951, 3.2.2).
;;
;; A code is kept as (bits, the first one lowest) | (their number << 16); 0 for a symbol that never comes.

  ;; Symbols that come, as (count << 9) | symbol, the rarest first; gives how many. At least two: where fewer come,
  ;; others are counted once, so that every reader finds a complete code.
  (func $sort (param $counts i32) (param $symbols i32) (result i32)
    (local $symbol i32) (local $n i32) (local $key i32) (local $at i32) (local $gap i32) (local $i i32)
    (loop $each
      (local.set $key (i32.load (i32.add (local.get $counts) (i32.shl (local.get $symbol) (i32.const 2)))))
      (if (local.get $key)
        (then
          (i32.store offset=4096 (i32.shl (local.get $n) (i32.const 2))
            (i32.or (i32.shl (local.get $key) (i32.const 9)) (local.get $symbol)))
          (local.set $n (i32.add (local.get $n) (i32.const 1)))))
      (local.set $symbol (i32.add (local.get $symbol) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $symbol) (local.get $symbols))))
    (if (i32.lt_u (local.get $n) (i32.const 2))
      (then
        (local.set $symbol (i32.ne (i32.load (local.get $counts)) (i32.const 0)))
        (i32.store (i32.add (local.get $counts) (i32.shl (local.get $symbol) (i32.const 2))) (i32.const 1))
        (return (call $sort (local.get $counts) (local.get $symbols)))))
    ;; Shell's sort.
    (local.set $gap (i32.const 121))
    (loop $gaps
      (local.set $i (local.get $gap))
      (block $sorted
        (loop $next
          (br_if $sorted (i32.ge_u (local.get $i) (local.get $n)))
          (local.set $key (i32.load offset=4096 (i32.shl (local.get $i) (i32.const 2))))
          (local.set $at (local.get $i))
          (block $placed
            (loop $back
              (br_if $placed (i32.lt_u (local.get $at) (local.get $gap)))
              (local.set $symbol
                (i32.load offset=4096 (i32.shl (i32.sub (local.get $at) (local.get $gap)) (i32.const 2))))
              (br_if $placed (i32.le_u (local.get $symbol) (local.get $key)))
              (i32.store offset=4096 (i32.shl (local.get $at) (i32.const 2)) (local.get $symbol))
              (local.set $at (i32.sub (local.get $at) (local.get $gap)))
              (br $back)))
          (i32.store offset=4096 (i32.shl (local.get $at) (i32.const 2)) (local.get $key))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next)))
      (local.set $gap (i32.div_u (local.get $gap) (i32.const 3)))
      (br_if $gaps (local.get $gap)))
    (local.get $n))

  (func $weight (param $i i32) (result i32) (i32.load offset=6144 (i32.shl (local.get $i) (i32.const 2))))
  (func $set_weight (param $i i32) (param $value i32)
    (i32.store offset=6144 (i32.shl (local.get $i) (i32.const 2)) (local.get $value)))
  (func $with_length (param $length i32) (result i32)
    (i32.load offset=5376 (i32.shl (local.get $length) (i32.const 2))))
  (func $set_with_length (param $length i32) (param $value i32)
    (i32.store offset=5376 (i32.shl (local.get $length) (i32.const 2)) (local.get $value)))

  ;; The lighter of the next leaf and the next inner node; inner nodes are made in the order of their weights.
  (global $leaf (mut i32) (i32.const 0))
  (global $inner (mut i32) (i32.const 0))
  (func $lightest (param $made i32) (param $n i32) (result i32)
    (local $weight i32)
    (if (i32.lt_u (global.get $leaf) (local.get $n))
      (then
        (if (i32.or
              (i32.ge_u (global.get $inner) (local.get $made))
              (i32.le_u (i32.shr_u (i32.load offset=4096 (i32.shl (global.get $leaf) (i32.const 2))) (i32.const 9))
                (call $weight (global.get $inner))))
          (then
            (local.set $weight
              (i32.shr_u (i32.load offset=4096 (i32.shl (global.get $leaf) (i32.const 2))) (i32.const 9)))
            (global.set $leaf (i32.add (global.get $leaf) (i32.const 1)))
            (return (local.get $weight))))))
    (local.set $weight (call $weight (global.get $inner)))
    ;; From now on it says which node is above.
    (call $set_weight (global.get $inner) (local.get $made))
    (global.set $inner (i32.add (global.get $inner) (i32.const 1)))
    (local.get $weight))

  ;; How many symbols have a code of each length, of $n sorted ones.
  (func $count_lengths (param $n i32) (param $limit i32)
    (local $made i32) (local $depth i32) (local $above i32) (local $nodes i32) (local $i i32) (local $free i32)
    (memory.fill (i32.const 5376) (i32.const 0) (i32.const 256))
    (global.set $leaf (i32.const 0))
    (global.set $inner (i32.const 0))
    (loop $next
      (call $set_weight (local.get $made)
        (i32.add (call $lightest (local.get $made) (local.get $n)) (call $lightest (local.get $made) (local.get $n))))
      (local.set $made (i32.add (local.get $made) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $made) (i32.sub (local.get $n) (i32.const 1)))))
    ;; Depths of inner nodes from the root, the last one, down; what a level does not use for them are its leaves.
    (local.set $i (i32.sub (local.get $n) (i32.const 2)))
    (call $set_weight (local.get $i) (i32.const 0))
    (block $rooted
      (loop $down
        (br_if $rooted (i32.eqz (local.get $i)))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (call $set_weight (local.get $i)
          (i32.add (call $weight (call $weight (local.get $i))) (i32.const 1)))
        (br $down)))
    (local.set $free (i32.const 1))
    (local.set $above (i32.sub (local.get $n) (i32.const 2)))
    (loop $level
      (local.set $nodes (i32.const 0))
      (block $counted
        (loop $node
          (br_if $counted (i32.lt_s (local.get $above) (i32.const 0)))
          (br_if $counted (i32.ne (call $weight (local.get $above)) (local.get $depth)))
          (local.set $nodes (i32.add (local.get $nodes) (i32.const 1)))
          (local.set $above (i32.sub (local.get $above) (i32.const 1)))
          (br $node)))
      (local.set $i
        (select (local.get $depth) (local.get $limit) (i32.lt_u (local.get $depth) (local.get $limit))))
      (call $set_with_length (local.get $i)
        (i32.add (call $with_length (local.get $i)) (i32.sub (local.get $free) (local.get $nodes))))
      (local.set $free (i32.shl (local.get $nodes) (i32.const 1)))
      (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
      (br_if $level (local.get $free)))
    (call $shorten (local.get $limit)))

  ;; Codes that were cut to the limit take too much room: as long as that is so, one of them goes below a shorter code.
  (func $shorten (param $limit i32)
    (local $room i32) (local $i i32)
    (local.set $i (local.get $limit))
    (loop $sum
      (local.set $room (i32.add (local.get $room)
        (i32.shl (call $with_length (local.get $i)) (i32.sub (local.get $limit) (local.get $i)))))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $sum (local.get $i)))
    (block $fits
      (loop $again
        (br_if $fits (i32.eq (local.get $room) (i32.shl (i32.const 1) (local.get $limit))))
        (call $set_with_length (local.get $limit)
          (i32.sub (call $with_length (local.get $limit)) (i32.const 1)))
        (local.set $i (local.get $limit))
        (loop $search
          (local.set $i (i32.sub (local.get $i) (i32.const 1)))
          (br_if $search (i32.eqz (call $with_length (local.get $i)))))
        (call $set_with_length (local.get $i) (i32.sub (call $with_length (local.get $i)) (i32.const 1)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (call $set_with_length (local.get $i) (i32.add (call $with_length (local.get $i)) (i32.const 2)))
        (local.set $room (i32.sub (local.get $room) (i32.const 1)))
        (br $again))))

  (func $reverse (param $bits i32) (param $length i32) (result i32)
    (local.set $bits (i32.or
      (i32.shl (i32.and (local.get $bits) (i32.const 0x5555)) (i32.const 1))
      (i32.and (i32.shr_u (local.get $bits) (i32.const 1)) (i32.const 0x5555))))
    (local.set $bits (i32.or
      (i32.shl (i32.and (local.get $bits) (i32.const 0x3333)) (i32.const 2))
      (i32.and (i32.shr_u (local.get $bits) (i32.const 2)) (i32.const 0x3333))))
    (local.set $bits (i32.or
      (i32.shl (i32.and (local.get $bits) (i32.const 0x0f0f)) (i32.const 4))
      (i32.and (i32.shr_u (local.get $bits) (i32.const 4)) (i32.const 0x0f0f))))
    (local.set $bits (i32.or
      (i32.shl (i32.and (local.get $bits) (i32.const 0x00ff)) (i32.const 8))
      (i32.shr_u (local.get $bits) (i32.const 8))))
    (i32.shr_u (local.get $bits) (i32.sub (i32.const 16) (local.get $length))))

  ;; The code of the counts, no part of it longer than $limit.
  (func $code (param $counts i32) (param $codes i32) (param $symbols i32) (param $limit i32)
    (local $n i32) (local $length i32) (local $left i32) (local $i i32) (local $at i32) (local $bits i32)
    (memory.fill (local.get $codes) (i32.const 0) (i32.shl (local.get $symbols) (i32.const 2)))
    (local.set $n (call $sort (local.get $counts) (local.get $symbols)))
    (call $count_lengths (local.get $n) (local.get $limit))
    ;; The rarest get the longest.
    (local.set $length (i32.add (local.get $limit) (i32.const 1)))
    (loop $each
      (loop $shorter
        (if (i32.eqz (local.get $left))
          (then
            (local.set $length (i32.sub (local.get $length) (i32.const 1)))
            (local.set $left (call $with_length (local.get $length)))
            (br $shorter))))
      (i32.store
        (i32.add (local.get $codes) (i32.shl
          (i32.and (i32.load offset=4096 (i32.shl (local.get $i) (i32.const 2))) (i32.const 511)) (i32.const 2)))
        (local.get $length))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $each (i32.lt_u (local.get $i) (local.get $n))))
    ;; Codes of one length are numbers one after the other, in the order of their symbols.
    (local.set $length (i32.const 1))
    (loop $first
      (i32.store offset=5632 (i32.shl (local.get $length) (i32.const 2)) (local.get $bits))
      (local.set $bits
        (i32.shl (i32.add (local.get $bits) (call $with_length (local.get $length))) (i32.const 1)))
      (local.set $length (i32.add (local.get $length) (i32.const 1)))
      (br_if $first (i32.le_u (local.get $length) (local.get $limit))))
    (local.set $at (local.get $codes))
    (loop $assign
      (local.set $length (i32.load (local.get $at)))
      (if (local.get $length)
        (then
          (local.set $i (i32.shl (local.get $length) (i32.const 2)))
          (local.set $bits (i32.load offset=5632 (local.get $i)))
          (i32.store offset=5632 (local.get $i) (i32.add (local.get $bits) (i32.const 1)))
          (i32.store (local.get $at) (i32.or
            (call $reverse (local.get $bits) (local.get $length))
            (i32.shl (local.get $length) (i32.const 16))))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $assign (i32.lt_u (local.get $at)
        (i32.add (local.get $codes) (i32.shl (local.get $symbols) (i32.const 2)))))))
