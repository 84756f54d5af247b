#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
// 16 registers: 6 × 2 sums, 2 of weights, 1 of the other matrix.
#define HALVES 1
#define LANES 8
#define ROWS 6
#define PANELS 1
#include "float_kernels.h"

// The sums of four registers' lanes, side by side.
INLINE __m128i totals(__m256i s0, __m256i s1, __m256i s2, __m256i s3) {
  __m256i s = _mm256_hadd_epi32(_mm256_hadd_epi32(s0, s1), _mm256_hadd_epi32(s2, s3));
  return _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
}

// |q| · (v with q's sign): maddubs wants one side unsigned. Two products of at most 127² fit its 16 bits.
INLINE __m256i products(__m256i q, const int8_t *row) {
  __m256i v = _mm256_loadu_si256((const __m256i *)row);
  __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(q), _mm256_sign_epi8(v, q));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

INLINE __m256i row_sums(const int8_t *query, const int8_t *row, size_t even) {
  __m256i s0 = _mm256_setzero_si256(), s1 = s0;
  size_t j = 0;
  for (; j + 64 <= even; j += 64) {
    s0 = _mm256_add_epi32(s0, products(_mm256_loadu_si256((const __m256i *)(query + j)), row + j));
    s1 = _mm256_add_epi32(s1, products(_mm256_loadu_si256((const __m256i *)(query + j + 32)), row + j + 32));
  }
  if (j < even) s0 = _mm256_add_epi32(s0, products(_mm256_loadu_si256((const __m256i *)(query + j)), row + j));
  return _mm256_add_epi32(s0, s1);
}

static void dots_i8(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t even = dimensions - dimensions % 32, r = 0;
  for (; r + 4 <= count; r += 4) {
    __m256i sums[4];
    // Rows are read from front to back, as the processor's own fetching ahead likes it.
    UNROLLED for (size_t row = 0; row < 4; row++) sums[row] = row_sums(query, rows + (r + row) * dimensions, even);
    _mm_storeu_si128((__m128i *)(out + r), totals(sums[0], sums[1], sums[2], sums[3]));
  }
  for (; r < count; r++) {
    __m256i s = row_sums(query, rows + r * dimensions, even);
    out[r] = _mm_cvtsi128_si32(totals(s, s, s, s));
  }
  for (r = 0; even < dimensions && r < count; r++) {
    for (size_t j = even; j < dimensions; j++) out[r] += query[j] * rows[r * dimensions + j];
  }
}

const qmd_kernels qmd_avx2_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
#pragma clang attribute pop
#endif
