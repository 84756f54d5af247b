#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma,f16c"))), apply_to = function)
// 32 registers: 12 × 2 sums, 2 of weights, the rest for what comes next.
#define HALVES 1
#define LANES 16
#define ROWS 12
#define PANELS 2
#include "float_kernels.h"

// The sums of four registers' lanes, side by side.
INLINE __m128i totals(__m512i s0, __m512i s1, __m512i s2, __m512i s3) {
  __m512i low = _mm512_add_epi32(_mm512_unpacklo_epi32(s0, s1), _mm512_unpackhi_epi32(s0, s1));
  __m512i high = _mm512_add_epi32(_mm512_unpacklo_epi32(s2, s3), _mm512_unpackhi_epi32(s2, s3));
  __m512i s = _mm512_add_epi32(_mm512_unpacklo_epi64(low, high), _mm512_unpackhi_epi64(low, high));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(s), _mm512_extracti64x4_epi64(s, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

// |q| · (v with q's sign): maddubs wants one side unsigned. Two products of at most 127² fit its 16 bits.
INLINE __m512i plus_products(__m512i sums, __m512i q, const int8_t *row) {
  __m512i v = _mm512_loadu_si512(row);
  v = _mm512_mask_sub_epi8(v, _mm512_movepi8_mask(q), _mm512_setzero_si512(), v);
  __m512i pairs = _mm512_maddubs_epi16(_mm512_abs_epi8(q), v);
  return _mm512_add_epi32(sums, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
}

#define DOTS dots_i8
#define PLUS_PRODUCTS plus_products
#define SHIFT 0
#include "bytes512.h"

const qmd_kernels qmd_avx512_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
#pragma clang attribute pop

// MARK: VNNI

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma,f16c"))), apply_to = function)
// dpbusd multiplies unsigned bytes with signed ones: the row is moved up by 128 (its top bit turned over), and
// 128 · Σ query taken off at the end.
INLINE __m512i plus_products_vnni(__m512i sums, __m512i q, const int8_t *row) {
  return _mm512_dpbusd_epi32(sums, _mm512_xor_si512(_mm512_loadu_si512(row), _mm512_set1_epi8((char)0x80)), q);
}

#define DOTS dots_i8_vnni
#define PLUS_PRODUCTS plus_products_vnni
#define SHIFT 128
#include "bytes512.h"

const qmd_kernels qmd_avx512vnni_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8_vnni};
#pragma clang attribute pop
#endif
