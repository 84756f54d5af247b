#pragma once
// The arithmetic of a small transformer and of a search through vectors, written once for each kind of processor.
//
// A level is chosen by the caller at run time (`qmd_best_level`), so one program runs on every machine of its kind and a
// test can try each level. All matrices are row-major 32-bit floats; "stride" counts floats from row to row. A model's
// weights are 16-bit floats, and are made 32-bit ones where they are used. Nothing here allocates, keeps state or checks bounds: Plumbing does that, before it calls.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  QMD_PORTABLE = 0,    // what every processor of the architecture has: SSE2, NEON
  QMD_AVX2 = 1,        // AVX2, FMA and F16C
  QMD_AVX512 = 2,      // AVX-512 F, BW, VL
  QMD_AVX512VNNI = 3,  // and VNNI, for bytes
} qmd_level;

// Columns in a panel of packed weights.
#define QMD_PANEL 16

// A float of 16 bits, IEEE 754 binary16: as a pattern, because not every compiler has a type for it.
typedef uint16_t qmd_half;

bool qmd_level_available(qmd_level level);
qmd_level qmd_best_level(void);

// MARK: The transformer

// Halves that `qmd_pack` writes for `columns` × `depth` weights: columns are filled up to whole panels with zeros.
size_t qmd_packed_count(size_t columns, size_t depth);

// Packs weights as they are stored for y = x·Wᵀ, `columns` rows of `depth`, into panels: [columns / 16][depth][16].
void qmd_pack(const qmd_half *weights, size_t columns, size_t depth, qmd_half *packed);

// Floats of scratch that `qmd_gemm` needs.
size_t qmd_gemm_scratch(size_t depth);

// out[rows][columns] = a[rows][depth] · packed + bias; `columns` is a multiple of 16.
void qmd_gemm(qmd_level level, const float *a, size_t a_stride, const qmd_half *packed, const float *bias,
              float *scratch, float *out, size_t out_stride, size_t rows, size_t columns, size_t depth);

// out[i] = words[ids[i]] + positions[i] + kind, rows of `width` numbers; `width` is a multiple of 16.
void qmd_embed(qmd_level level, const int32_t *ids, size_t count, const qmd_half *words, const qmd_half *positions,
               const float *kind, float *out, size_t width);

// x = norm(x + residual) · gain + shift, row by row: mean 0, variance 1 with 1e-12 added, as BERT has it.
// `residual` may be NULL; `width` is a multiple of 16.
void qmd_add_norm(qmd_level level, float *x, const float *residual, const float *gain, const float *shift, size_t rows,
                  size_t width);

// x = x · Φ(x), the exact GELU; erf by Abramowitz and Stegun 7.1.26, off by at most 1.5e-7. `count` is a multiple of 16.
void qmd_gelu(qmd_level level, float *x, size_t count);

// Floats of scratch that `qmd_attention` needs for `count` tokens.
size_t qmd_attention_scratch(size_t count);

// Self-attention of one text with heads of 32: qkv[count][3 · 32 · heads] holds queries, keys and values side by side,
// out[count][32 · heads] gets softmax(q·kᵀ / √32)·v of each head.
void qmd_attention(qmd_level level, const float *qkv, size_t count, size_t heads, float *scratch, float *out);

// The mean of `rows` rows, made a unit vector; `width` is a multiple of 16.
void qmd_mean_unit(qmd_level level, const float *x, size_t rows, size_t width, float *out);

// MARK: Vectors

float qmd_dot_f32(qmd_level level, const float *a, const float *b, size_t dimensions);

// Bytes between -127 and 127; the sum must fit 32 bits: at most 133,000 dimensions.
int32_t qmd_dot_i8(qmd_level level, const int8_t *a, const int8_t *b, size_t dimensions);

// Scales a vector to bytes between -127 and 127; returns the scale: vector ≈ scale · bytes.
float qmd_quantize(const float *vector, size_t dimensions, int8_t *bytes);

// Reads `count` bytes once and does next to nothing with them: what no scan of the same bytes can beat. For benchmarks.
uint64_t qmd_pass(qmd_level level, const void *bytes, size_t count);

typedef struct {
  float score;
  uint32_t row;
} qmd_neighbour;

// The best `k` rows by dot product with `query`, best first, the lower row first among equals; returns how many.
//
// `allowed` has bit r % 64 of word r / 64 set for each row r that may be found; NULL allows all. Rows whose score is NaN
// are never found.
size_t qmd_scan_f32(qmd_level level, const float *query, const float *rows, size_t count, size_t dimensions,
                    const uint64_t *allowed, size_t k, qmd_neighbour *found);

// The same over bytes: the score of row r is dot · scales[r], and dot alone where `scales` is NULL.
size_t qmd_scan_i8(qmd_level level, const int8_t *query, const int8_t *rows, const float *scales, size_t count,
                   size_t dimensions, const uint64_t *allowed, size_t k, qmd_neighbour *found);
