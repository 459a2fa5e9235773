;; Bytes ─► tokens: what was seen before within 32 KiB is named by its length and its distance.
;;
;;     abcdeXabcdeY   ─►   a b c d e X <5 bytes, 6 back> Y
;;
;; Every position is kept under a hash of its 4 bytes; positions of one hash form a chain, the newest first, of which
;; a few are looked at. A match waits for a longer one that begins a byte later, as RFC 1951, 4, proposes.
;; Positions are addresses, so that 0 is none. A token is a byte, or (length << 16) | distance, 4 to 258 bytes long.
;;
;; V8 puts no function into another by itself, so that what happens for every byte is written out in $parse.

  (global $depth (mut i32) (i32.const 6))    ;; links of a chain that are followed
  (global $nice (mut i32) (i32.const 32))    ;; a match this long is taken without another look
  (global $end (mut i32) (i32.const 0))      ;; behind the last byte of the piece
  (global $tokens (mut i32) (i32.const 0))   ;; behind the last token of the block

  ;; How many bytes from $a and $b on are alike, at most $most.
  (func $alike (param $a i32) (param $b i32) (param $most i32) (result i32)
    (local $length i32) (local $differ i64)
    (loop $next
      (local.set $differ (i64.xor
        (i64.load (i32.add (local.get $a) (local.get $length)))
        (i64.load (i32.add (local.get $b) (local.get $length)))))
      (if (i64.eqz (local.get $differ))
        (then
          (local.set $length (i32.add (local.get $length) (i32.const 8)))
          (br_if $next (i32.lt_u (local.get $length) (local.get $most)))
          (return (local.get $most)))))
    (local.set $length
      (i32.add (local.get $length) (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $differ))) (i32.const 3))))
    (select (local.get $length) (local.get $most) (i32.lt_u (local.get $length) (local.get $most))))

  ;; The longest match for $at in the chain from $from on, as a token; 0 where none is longer than $best.
  (func $longest (param $at i32) (param $from i32) (param $best i32) (result i32)
    (local $left i32) (local $most i32) (local $length i32) (local $found i32) (local $first i32) (local $nice i32)
    (local.set $most (i32.sub (global.get $end) (local.get $at)))
    (if (i32.gt_u (local.get $most) (i32.const 258)) (then (local.set $most (i32.const 258))))
    (if (i32.le_u (local.get $most) (local.get $best)) (then (return (i32.const 0))))
    (local.set $nice (global.get $nice))
    (if (i32.gt_u (local.get $nice) (local.get $most)) (then (local.set $nice (local.get $most))))
    (local.set $left (global.get $depth))
    (local.set $first (i32.load (local.get $at)))
    (block $done
      (loop $next
        (if (i32.eq (i32.load (local.get $from)) (local.get $first))
          (then
            (if (i32.eq
                  (i32.load8_u (i32.add (local.get $from) (local.get $best)))
                  (i32.load8_u (i32.add (local.get $at) (local.get $best))))
              (then
                (local.set $length (call $alike (local.get $from) (local.get $at) (local.get $most)))
                (if (i32.gt_u (local.get $length) (local.get $best))
                  (then
                    (local.set $best (local.get $length))
                    (local.set $found (i32.or
                      (i32.shl (local.get $length) (i32.const 16)) (i32.sub (local.get $at) (local.get $from))))
                    (br_if $done (i32.ge_u (local.get $length) (local.get $nice)))))))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $from
          (i32.load offset=212992 (i32.shl (i32.and (local.get $from) (i32.const 32767)) (i32.const 2))))
        (br_if $next (i32.le_u (i32.sub (local.get $at) (local.get $from)) (i32.const 32767)))))
    (local.get $found))

  (func $count (param $token i32)
    (local $at i32)
    (local.set $at (i32.shl (call $distance_symbol (i32.and (local.get $token) (i32.const 65535))) (i32.const 2)))
    (i32.store offset=1152 (local.get $at) (i32.add (i32.load offset=1152 (local.get $at)) (i32.const 1)))
    (local.set $at (i32.shl (call $length_symbol (i32.shr_u (local.get $token) (i32.const 16))) (i32.const 2)))
    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1))))

  ;; Tokens of the bytes from $at on, until the block is full or the piece ends; gives where it stopped.
  (func $parse (param $at i32) (result i32)
    (local $last i32)     ;; behind it no 4 bytes begin
    (local $to i32)       ;; where the next token goes
    (local $found i32)    ;; the match that waits, of the byte before $at; 0 for none
    (local $longer i32) (local $word i32) (local $slot i32) (local $from i32) (local $until i32)
    (local.set $last (i32.sub (global.get $end) (i32.const 4)))
    (local.set $to (i32.const 16384))
    (block $done
      (loop $next
        (local.set $longer (i32.const 0))
        (if (i32.le_s (local.get $at) (local.get $last))
          (then
            (local.set $word (i32.load (local.get $at)))
            (local.set $slot (i32.shl
              (i32.shr_u (i32.mul (local.get $word) (i32.const 0x9e3779b1)) (i32.const 17)) (i32.const 2)))
            (local.set $from (i32.load offset=81920 (local.get $slot)))
            (i32.store offset=81920 (local.get $slot) (local.get $at))
            (i32.store offset=212992
              (i32.shl (i32.and (local.get $at) (i32.const 32767)) (i32.const 2)) (local.get $from))
            (if (i32.le_u (i32.sub (local.get $at) (local.get $from)) (i32.const 32767))
              (then
                (local.set $longer (call $longest (local.get $at) (local.get $from)
                  (select (i32.shr_u (local.get $found) (i32.const 16)) (i32.const 3) (local.get $found)))))))
          (else (br_if $done (i32.ge_u (local.get $at) (global.get $end)))))
        (if (i32.or (local.get $longer) (i32.eqz (local.get $found)))
          (then
            ;; The byte before it, where a match waited there that is not the best.
            (if (local.get $found)
              (then
                (local.set $word (i32.load8_u (i32.sub (local.get $at) (i32.const 1))))
                (i32.store (local.get $to) (local.get $word))
                (local.set $to (i32.add (local.get $to) (i32.const 4)))
                (local.set $slot (i32.shl (local.get $word) (i32.const 2)))
                (i32.store (local.get $slot) (i32.add (i32.load (local.get $slot)) (i32.const 1)))))
            (local.set $found (local.get $longer))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (if (i32.eqz (local.get $found))
              (then
                (local.set $word (i32.load8_u (i32.sub (local.get $at) (i32.const 1))))
                (i32.store (local.get $to) (local.get $word))
                (local.set $to (i32.add (local.get $to) (i32.const 4)))
                (local.set $slot (i32.shl (local.get $word) (i32.const 2)))
                (i32.store (local.get $slot) (i32.add (i32.load (local.get $slot)) (i32.const 1)))
                (br_if $next (i32.lt_u (local.get $to) (i32.const 80896)))
                (br $done)))
            ;; One that is nice, or the last token of its block, does not wait.
            (br_if $next (i32.and
              (i32.lt_u (local.get $found) (i32.shl (global.get $nice) (i32.const 16)))
              (i32.lt_u (local.get $to) (i32.const 80892))))
            (local.set $until
              (i32.add (i32.sub (local.get $at) (i32.const 1)) (i32.shr_u (local.get $found) (i32.const 16)))))
          (else
            ;; The one that waits is the best. What begins at $at is kept already.
            (local.set $until
              (i32.add (i32.sub (local.get $at) (i32.const 1)) (i32.shr_u (local.get $found) (i32.const 16))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))
        (i32.store (local.get $to) (local.get $found))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (call $count (local.get $found))
        (local.set $found (i32.const 0))
        ;; Keep the positions that it covers.
        (block $kept
          (br_if $kept (i32.gt_s (local.get $at) (local.get $last)))
          (loop $each
            (br_if $kept (i32.ge_u (local.get $at) (local.get $until)))
            (local.set $slot (i32.shl
              (i32.shr_u (i32.mul (i32.load (local.get $at)) (i32.const 0x9e3779b1)) (i32.const 17)) (i32.const 2)))
            (i32.store offset=212992
              (i32.shl (i32.and (local.get $at) (i32.const 32767)) (i32.const 2))
              (i32.load offset=81920 (local.get $slot)))
            (i32.store offset=81920 (local.get $slot) (local.get $at))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br_if $each (i32.le_s (local.get $at) (local.get $last)))))
        (local.set $at (local.get $until))
        (br_if $next (i32.lt_u (local.get $to) (i32.const 80896)))))
    (global.set $tokens (local.get $to))
    (local.get $at))
