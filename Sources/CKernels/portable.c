// What every processor of the architecture has. On arm64 that is NEON with 32 registers, on x86-64 SSE2 with 16.
#define HALVES 0
#define LANES 4
#define PANELS 1
#if defined(__aarch64__)
#include <arm_neon.h>
#define ROWS 6
#elif defined(__x86_64__)
#include <emmintrin.h>
#define ROWS 2
#else
#define ROWS 2
#endif
#include "float_kernels.h"

#if defined(__aarch64__)
INLINE int32_t dot_of_16s(const int8_t *a, const int8_t *b, size_t count) {
  int32x4_t sums = vdupq_n_s32(0);
  for (size_t j = 0; j < count; j += 16) {
    int8x16_t x = vld1q_s8(a + j), y = vld1q_s8(b + j);
    // Two products of at most 127² fit 16 bits, so that the second may be added before widening.
    int16x8_t products = vmlal_s8(vmull_s8(vget_low_s8(x), vget_low_s8(y)), vget_high_s8(x), vget_high_s8(y));
    sums = vpadalq_s16(sums, products);
  }
  return vaddvq_s32(sums);
}
#elif defined(__x86_64__)
INLINE int32_t dot_of_16s(const int8_t *a, const int8_t *b, size_t count) {
  __m128i sums = _mm_setzero_si128();
  for (size_t j = 0; j < count; j += 16) {
    __m128i x = _mm_loadu_si128((const __m128i *)(a + j)), y = _mm_loadu_si128((const __m128i *)(b + j));
    // A byte doubled into 16 bits and moved back down by 8 keeps its sign.
    __m128i low = _mm_madd_epi16(_mm_srai_epi16(_mm_unpacklo_epi8(x, x), 8), _mm_srai_epi16(_mm_unpacklo_epi8(y, y), 8));
    __m128i high = _mm_madd_epi16(_mm_srai_epi16(_mm_unpackhi_epi8(x, x), 8), _mm_srai_epi16(_mm_unpackhi_epi8(y, y), 8));
    sums = _mm_add_epi32(sums, _mm_add_epi32(low, high));
  }
  sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xb1)));
}
#else
INLINE int32_t dot_of_16s(const int8_t *a, const int8_t *b, size_t count) {
  int32_t total = 0;
  for (size_t j = 0; j < count; j++) total += a[j] * b[j];
  return total;
}
#endif

static void dots_i8(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t even = dimensions - dimensions % 16;
  for (size_t r = 0; r < count; r++, rows += dimensions) {
    int32_t total = dot_of_16s(query, rows, even);
    for (size_t j = even; j < dimensions; j++) total += query[j] * rows[j];
    out[r] = total;
  }
}

const qmd_kernels qmd_portable_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
