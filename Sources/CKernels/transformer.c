#include "levels.h"

enum { HEAD = 32 };

static size_t padded(size_t count) { return (count + QMD_PANEL - 1) / QMD_PANEL * QMD_PANEL; }

size_t qmd_packed_count(size_t columns, size_t depth) { return padded(columns) * depth; }

void qmd_pack(const qmd_half *weights, size_t columns, size_t depth, qmd_half *packed) {
  for (size_t n = 0; n < columns; n += QMD_PANEL) {
    for (size_t d = 0; d < depth; d++) {
      for (size_t j = n; j < n + QMD_PANEL; j++) *packed++ = j < columns ? weights[j * depth + d] : 0;
    }
  }
}

size_t qmd_gemm_scratch(size_t depth) { return 2 * QMD_PANEL * depth; }

void qmd_gemm(qmd_level level, const float *a, size_t a_stride, const qmd_half *packed, const float *bias,
              float *scratch, float *out, size_t out_stride, size_t rows, size_t columns, size_t depth) {
  qmd_kernels_of(level)->gemm_half(a, a_stride, packed, bias, scratch, out, out_stride, rows, columns, depth);
}

void qmd_embed(qmd_level level, const int32_t *ids, size_t count, const qmd_half *words, const qmd_half *positions,
               const float *kind, float *out, size_t width) {
  qmd_kernels_of(level)->embed(ids, count, words, positions, kind, out, width);
}

void qmd_add_norm(qmd_level level, float *x, const float *residual, const float *gain, const float *shift, size_t rows,
                  size_t width) {
  qmd_kernels_of(level)->add_norm(x, residual, gain, shift, rows, width);
}

void qmd_gelu(qmd_level level, float *x, size_t count) { qmd_kernels_of(level)->gelu(x, count); }

void qmd_mean_unit(qmd_level level, const float *x, size_t rows, size_t width, float *out) {
  qmd_kernels_of(level)->mean_unit(x, rows, width, out);
}

// Scores of every pair of tokens, keys in panels, values in panels.
size_t qmd_attention_scratch(size_t count) { return count * padded(count) + 2 * padded(count) * HEAD; }

void qmd_attention(qmd_level level, const float *qkv, size_t count, size_t heads, float *scratch, float *out) {
  const qmd_kernels *kernels = qmd_kernels_of(level);
  const size_t width = heads * HEAD, stride = 3 * width, across = padded(count);
  float *scores = scratch, *keys = scores + count * across, *values = keys + across * HEAD;
  for (size_t h = 0; h < heads; h++) {
    const float *query = qkv + h * HEAD, *key = query + width, *value = key + width;
    for (size_t n = 0; n < across; n += QMD_PANEL) {
      float *panel = keys + n * HEAD;
      for (size_t j = 0; j < QMD_PANEL; j++) {
        for (size_t d = 0; d < HEAD; d++) panel[d * QMD_PANEL + j] = n + j < count ? key[(n + j) * stride + d] : 0;
      }
    }
    for (size_t r = 0; r < count; r++) {
      __builtin_memcpy(values + r * QMD_PANEL, value + r * stride, 4 * QMD_PANEL);
      __builtin_memcpy(values + (count + r) * QMD_PANEL, value + r * stride + QMD_PANEL, 4 * QMD_PANEL);
    }
    kernels->gemm(query, stride, keys, NULL, scores, across, count, across, HEAD);
    for (size_t r = 0; r < count; r++) kernels->softmax(scores + r * across, count, across, 0.17677669f);
    kernels->gemm(scores, across, values, NULL, out + h * HEAD, width, count, HEAD, count);
  }
}
