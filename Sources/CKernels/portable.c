// What every processor of the architecture has. On arm64 that is NEON with 32 registers, on x86-64 SSE2 with 16.
#define LANES 4
#define PANELS 1
#if defined(__aarch64__)
#define ROWS 6
#include <arm_neon.h>
#else
#define ROWS 2
#endif
#include "float_kernels.h"

static void dots_i8(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  for (size_t r = 0; r < count; r++, rows += dimensions) {
    int32_t total = 0;
    size_t j = 0;
#if defined(__aarch64__)
    int32x4_t sums = vdupq_n_s32(0);
    for (; j + 16 <= dimensions; j += 16) {
      int8x16_t q = vld1q_s8(query + j), v = vld1q_s8(rows + j);
      // Two products of at most 127² fit 16 bits, so that the second may be added before widening.
      int16x8_t products = vmlal_high_s8(vmull_s8(vget_low_s8(q), vget_low_s8(v)), q, v);
      sums = vpadalq_s16(sums, products);
    }
    total = vaddvq_s32(sums);
#endif
    for (; j < dimensions; j++) total += query[j] * rows[j];
    out[r] = total;
  }
}

const qmd_kernels qmd_portable_kernels = {FLOAT_KERNELS, .dots_i8 = dots_i8};
