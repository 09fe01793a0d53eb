;; The exact scan: scalar products of one query (16-bit codes) with rows of 8-bit codes. A row is its codes `[dims]`, a scale
;; (f32) and its owner (i32), side by side. Rows whose owner's byte in the mask is 0 are passed over. Rows that score higher
;; than the threshold are written out as pairs (row, score) until there is no more room.
;; vectorTable.ts holds the plain twin; its scores are equal to the last bit.
(module
  (memory (export "memory") 1)

  ;; Returns how many pairs it wrote to `out`. The row to go on with, or `end`, stands in the global `next`.
  (global $next (export "next") (mut i32) (i32.const 0))

  (func (export "scan")
    (param $row i32)        ;; first row
    (param $end i32)        ;; row after the last
    (param $dims i32)       ;; a multiple of 32
    (param $rows i32)       ;; address of row 0
    (param $mask i32)       ;; address of the mask, a byte for each owner
    (param $query i32)      ;; address of the query, i16 [dims]
    (param $scale f32)      ;; scale of the query
    (param $threshold f32)
    (param $out i32)        ;; address of the pairs
    (param $room i32)       ;; how many pairs there is room for
    (result i32)
    (local $at i32) (local $last i32) (local $q i32) (local $found i32)
    (local $a v128) (local $b v128) (local $score f32)

    (local.set $at
      (i32.add (local.get $rows)
        (i32.mul (local.get $row) (i32.add (local.get $dims) (i32.const 8)))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $found) (local.get $room)))
        (local.set $last (i32.add (local.get $at) (local.get $dims)))
        (if (i32.load8_u
              (i32.add (local.get $mask) (i32.load offset=4 (local.get $last))))
          (then
            (local.set $q (local.get $query))
            (local.set $a (v128.const i32x4 0 0 0 0))
            (local.set $b (v128.const i32x4 0 0 0 0))
            (loop $block
              (local.set $a
                (i32x4.add (local.get $a)
                  (i32x4.add
                    (i32x4.dot_i16x8_s (v128.load (local.get $q)) (v128.load8x8_s (local.get $at)))
                    (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $q)) (v128.load8x8_s offset=8 (local.get $at))))))
              (local.set $b
                (i32x4.add (local.get $b)
                  (i32x4.add
                    (i32x4.dot_i16x8_s (v128.load offset=32 (local.get $q)) (v128.load8x8_s offset=16 (local.get $at)))
                    (i32x4.dot_i16x8_s (v128.load offset=48 (local.get $q)) (v128.load8x8_s offset=24 (local.get $at))))))
              (local.set $q (i32.add (local.get $q) (i32.const 64)))
              (local.set $at (i32.add (local.get $at) (i32.const 32)))
              (br_if $block (i32.lt_u (local.get $at) (local.get $last))))
            (local.set $a (i32x4.add (local.get $a) (local.get $b)))
            (local.set $score
              (f32.mul
                (f32.mul
                  (f32.convert_i32_s
                    (i32.add
                      (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
                      (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
                  (f32.load (local.get $last)))
                (local.get $scale)))
            (if (f32.gt (local.get $score) (local.get $threshold))
              (then
                (i32.store (local.get $out) (local.get $row))
                (f32.store offset=4 (local.get $out) (local.get $score))
                (local.set $out (i32.add (local.get $out) (i32.const 8)))
                (local.set $found (i32.add (local.get $found) (i32.const 1)))))))
        (local.set $at (i32.add (local.get $last) (i32.const 8)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $each)))
    (global.set $next (local.get $row))
    (local.get $found)))
