#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
// 16 registers: 6 × 2 sums, 2 of weights, 1 of the other matrix.
#define LANES 8
#define ROWS 6
#define PANELS 1
#include "float_kernels.h"

INLINE int32_t total(__m256i v) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

// |q| · (v with q's sign): maddubs wants one side unsigned. Two products of at most 127² fit its 16 bits.
INLINE __m256i products(__m256i q, const int8_t *row) {
  __m256i v = _mm256_loadu_si256((const __m256i *)row);
  __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(q), _mm256_sign_epi8(v, q));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

static void dots_i8(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t even = dimensions - dimensions % 32, r = 0;
  for (; r + 4 <= count; r += 4) {
    const int8_t *row = rows + r * dimensions;
    __m256i s0 = _mm256_setzero_si256(), s1 = s0, s2 = s0, s3 = s0;
    for (size_t j = 0; j < even; j += 32) {
      __m256i q = _mm256_loadu_si256((const __m256i *)(query + j));
      s0 = _mm256_add_epi32(s0, products(q, row + j));
      s1 = _mm256_add_epi32(s1, products(q, row + dimensions + j));
      s2 = _mm256_add_epi32(s2, products(q, row + 2 * dimensions + j));
      s3 = _mm256_add_epi32(s3, products(q, row + 3 * dimensions + j));
    }
    out[r] = total(s0), out[r + 1] = total(s1), out[r + 2] = total(s2), out[r + 3] = total(s3);
  }
  for (; r < count; r++) {
    __m256i s = _mm256_setzero_si256();
    for (size_t j = 0; j < even; j += 32) {
      s = _mm256_add_epi32(s, products(_mm256_loadu_si256((const __m256i *)(query + j)), rows + r * dimensions + j));
    }
    out[r] = total(s);
  }
  for (r = 0; even < dimensions && r < count; r++) {
    for (size_t j = even; j < dimensions; j++) out[r] += query[j] * rows[r * dimensions + j];
  }
}

const qmd_kernels qmd_avx2_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
#pragma clang attribute pop
#endif
