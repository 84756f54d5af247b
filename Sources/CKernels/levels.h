#pragma once
// What a level provides; each has its own file, compiled for its processors only.
#include "CKernels.h"

typedef struct {
  void (*gemm)(const float *a, size_t a_stride, const float *packed, const float *bias, float *out, size_t out_stride,
               size_t rows, size_t columns, size_t depth);
  void (*gemm_half)(const float *a, size_t a_stride, const qmd_half *packed, const float *bias, float *scratch,
                    float *out, size_t out_stride, size_t rows, size_t columns, size_t depth);
  void (*embed)(const int32_t *ids, size_t count, const qmd_half *words, const qmd_half *positions, const float *kind,
                float *out, size_t width);
  void (*add_norm)(float *x, const float *residual, const float *gain, const float *shift, size_t rows, size_t width);
  void (*gelu)(float *x, size_t count);
  void (*softmax)(float *x, size_t count, size_t padded, float scale);
  void (*mean_unit)(const float *x, size_t rows, size_t width, float *out);
  // Dot products of `query` with `count` rows that lie one after the other.
  void (*dots_f32)(const float *query, const float *rows, size_t count, size_t dimensions, float *out);
  void (*dots_i8)(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out);
  uint64_t (*pass)(const void *bytes, size_t count);
} qmd_kernels;

extern const qmd_kernels qmd_portable_kernels;
#if defined(__x86_64__)
extern const qmd_kernels qmd_avx2_kernels, qmd_avx512_kernels, qmd_avx512vnni_kernels;
#endif

const qmd_kernels *qmd_kernels_of(qmd_level level);
