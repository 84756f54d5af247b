#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma,prefer-256-bit"))), apply_to = function)
// 32 registers: 12 × 2 sums, 2 of weights, the rest for what comes next.
#define LANES 16
#define ROWS 12
#define PANELS 2
#include "float_kernels.h"

static void dots_i8(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t even = dimensions - dimensions % 32;
  for (size_t r = 0; r < count; r++, rows += dimensions) {
    __m512i s = _mm512_setzero_si512();
    for (size_t j = 0; j < even; j += 32) {
      __m512i q = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(query + j)));
      s = _mm512_add_epi32(s, _mm512_madd_epi16(q, _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(rows + j)))));
    }
    out[r] = _mm512_reduce_add_epi32(s);
    for (size_t j = even; j < dimensions; j++) out[r] += query[j] * rows[j];
  }
}

const qmd_kernels qmd_avx512_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
#pragma clang attribute pop

// MARK: VNNI

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma"))), apply_to = function)
// dpbusd multiplies unsigned bytes with signed ones: the row is moved up by 128 (its top bit turned over), and
// 128 · Σ query taken off at the end.
INLINE __m512i plus_products(__m512i sums, __m512i q, const int8_t *row) {
  return _mm512_dpbusd_epi32(sums, _mm512_xor_si512(_mm512_loadu_si512(row), _mm512_set1_epi8((char)0x80)), q);
}

// The sums of four registers' lanes, side by side.
INLINE __m128i totals(__m512i s0, __m512i s1, __m512i s2, __m512i s3) {
  __m512i low = _mm512_add_epi32(_mm512_unpacklo_epi32(s0, s1), _mm512_unpackhi_epi32(s0, s1));
  __m512i high = _mm512_add_epi32(_mm512_unpacklo_epi32(s2, s3), _mm512_unpackhi_epi32(s2, s3));
  __m512i s = _mm512_add_epi32(_mm512_unpacklo_epi64(low, high), _mm512_unpackhi_epi64(low, high));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(s), _mm512_extracti64x4_epi64(s, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

static void dots_i8_vnni(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t even = dimensions - dimensions % 64, r = 0;
  int32_t moved = 0;
  for (size_t j = 0; j < even; j++) moved += query[j];
  moved *= 128;
  for (; r + 4 <= count; r += 4) {
    const int8_t *row = rows + r * dimensions;
    __m512i s0 = _mm512_setzero_si512(), s1 = s0, s2 = s0, s3 = s0;
    for (size_t j = 0; j < even; j += 64) {
      __m512i q = _mm512_loadu_si512(query + j);
      s0 = plus_products(s0, q, row + j);
      s1 = plus_products(s1, q, row + dimensions + j);
      s2 = plus_products(s2, q, row + 2 * dimensions + j);
      s3 = plus_products(s3, q, row + 3 * dimensions + j);
    }
    _mm_storeu_si128((__m128i *)(out + r), _mm_sub_epi32(totals(s0, s1, s2, s3), _mm_set1_epi32(moved)));
  }
  for (; r < count; r++) {
    __m512i s = _mm512_setzero_si512();
    for (size_t j = 0; j < even; j += 64) s = plus_products(s, _mm512_loadu_si512(query + j), rows + r * dimensions + j);
    out[r] = _mm512_reduce_add_epi32(s) - moved;
  }
  for (r = 0; even < dimensions && r < count; r++) {
    for (size_t j = even; j < dimensions; j++) out[r] += query[j] * rows[r * dimensions + j];
  }
}

const qmd_kernels qmd_avx512vnni_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8_vnni};
#pragma clang attribute pop
#endif
