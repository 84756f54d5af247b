// The float kernels of one level, written in the compiler's vectors. The file that includes this says
//   LANES   floats in a vector register
//   ROWS    rows of a tile, PANELS panels of 16 columns across: as many sums as registers hold
//   HALVES  1 where the processor turns 16-bit floats into 32-bit ones by itself
// and which instructions may be used. Multiplications and additions in one expression become FMA where there is one.
#include "levels.h"

typedef float vector __attribute__((vector_size(4 * LANES)));
typedef int32_t integers __attribute__((vector_size(4 * LANES)));
typedef uint32_t naturals __attribute__((vector_size(4 * LANES)));
typedef qmd_half halves __attribute__((vector_size(2 * LANES)));
enum { PER_PANEL = QMD_PANEL / LANES };

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

INLINE vector load(const float *from) {
  vector v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
// Exact for every finite number.
INLINE vector load_half(const qmd_half *from) {
#if HALVES
  typedef _Float16 natives __attribute__((vector_size(2 * LANES)));
  natives v;
  __builtin_memcpy(&v, from, sizeof v);
  return __builtin_convertvector(v, vector);
#else
  // The exponent's 5 bits are put where 8 are, and what they then say is 2¹¹² too small.
  halves v;
  __builtin_memcpy(&v, from, sizeof v);
  naturals bits = __builtin_convertvector(v, naturals), shifted = (bits & 0x7fff) << 13, sign = (bits & 0x8000) << 16;
  vector magnitude;
  __builtin_memcpy(&magnitude, &shifted, sizeof magnitude);
  magnitude *= 0x1p112f;
  naturals whole;
  __builtin_memcpy(&whole, &magnitude, sizeof whole);
  whole |= sign;
  __builtin_memcpy(&magnitude, &whole, sizeof magnitude);
  return magnitude;
#endif
}
INLINE void store(float *to, vector v) { __builtin_memcpy(to, &v, sizeof v); }
INLINE vector all(float x) { return (vector){} + x; }

INLINE float sum(vector v) {
#if LANES == 16
  typedef float half __attribute__((vector_size(32)));
  half h = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
#elif LANES == 8
  vector h = v;
#endif
#if LANES >= 8
  typedef float quarter __attribute__((vector_size(16)));
  quarter q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
#else
  vector q = v;
#endif
  return (q[0] + q[2]) + (q[1] + q[3]);
}

// MARK: Matrices

// One tile: `rows` × (16 · `panels`) sums stay in registers while the depth goes by. Weights are halves or floats.
INLINE void tile(int rows, int panels, const float *a, size_t a_stride, const void *packed, bool is_half,
                 const float *bias, float *out, size_t out_stride, size_t depth) {
  const int across = panels * PER_PANEL;
  vector sums[ROWS][PANELS * PER_PANEL];
  UNROLLED for (int r = 0; r < rows; r++) {
    UNROLLED for (int v = 0; v < across; v++) sums[r][v] = bias ? load(bias + v * LANES) : all(0);
  }
  for (size_t d = 0; d < depth; d++) {
    vector weights[PANELS * PER_PANEL];
    UNROLLED for (int v = 0; v < across; v++) {
      size_t at = (size_t)(v / PER_PANEL) * QMD_PANEL * depth + QMD_PANEL * d + v % PER_PANEL * LANES;
      weights[v] = is_half ? load_half((const qmd_half *)packed + at) : load((const float *)packed + at);
    }
    UNROLLED for (int r = 0; r < rows; r++) {
      vector x = all(a[r * a_stride + d]);
      UNROLLED for (int v = 0; v < across; v++) sums[r][v] += x * weights[v];
    }
  }
  UNROLLED for (int r = 0; r < rows; r++) {
    UNROLLED for (int v = 0; v < across; v++) store(out + r * out_stride + v * LANES, sums[r][v]);
  }
}

// All rows over one or `PANELS` panels.
INLINE void tiles(bool wide, const float *a, size_t a_stride, const void *packed, bool is_half, const float *bias,
                  float *out, size_t out_stride, size_t rows, size_t depth) {
  for (size_t m = 0; m < rows;) {
    // Rows are dealt out evenly: eleven rows read the weights once, not three times.
    size_t left = rows - m, count = (left + ROWS - 1) / ROWS, height = (left + count - 1) / count;
    const float *from = a + m * a_stride;
    float *to = out + m * out_stride;
#define TILE(R)                                                                                                        \
  case R:                                                                                                              \
    if (R > ROWS) break;                                                                                               \
    tile(R < ROWS ? R : ROWS, wide ? PANELS : 1, from, a_stride, packed, is_half, bias, to, out_stride, depth);        \
    break;
    switch (height) { TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6) TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12) }
#undef TILE
    m += height;
  }
}

static void gemm(const float *a, size_t a_stride, const float *packed, const float *bias, float *out,
                 size_t out_stride, size_t rows, size_t columns, size_t depth) {
  for (size_t n = 0; n < columns;) {
    bool wide = columns - n >= PANELS * QMD_PANEL;
    const float *shift = bias ? bias + n : NULL;
    if (wide) tiles(true, a, a_stride, packed + n * depth, false, shift, out + n, out_stride, rows, depth);
    else tiles(false, a, a_stride, packed + n * depth, false, shift, out + n, out_stride, rows, depth);
    n += wide ? PANELS * QMD_PANEL : QMD_PANEL;
  }
}

static void gemm_half(const float *a, size_t a_stride, const qmd_half *packed, const float *bias, float *scratch,
                      float *out, size_t out_stride, size_t rows, size_t columns, size_t depth) {
  for (size_t n = 0; n < columns;) {
    bool wide = columns - n >= PANELS * QMD_PANEL;
    const qmd_half *panel = packed + n * depth;
    size_t across = wide ? PANELS * QMD_PANEL : QMD_PANEL;
    if (rows <= ROWS) {
      // A question: the weights are read once, from memory, and half as many bytes are half the time.
      if (wide) tiles(true, a, a_stride, panel, true, bias + n, out + n, out_stride, rows, depth);
      else tiles(false, a, a_stride, panel, true, bias + n, out + n, out_stride, rows, depth);
    } else {
      // Many rows read them often: they are made floats once.
      for (size_t i = 0; i < across * depth; i += LANES) store(scratch + i, load_half(panel + i));
      if (wide) tiles(true, a, a_stride, scratch, false, bias + n, out + n, out_stride, rows, depth);
      else tiles(false, a, a_stride, scratch, false, bias + n, out + n, out_stride, rows, depth);
    }
    n += across;
  }
}

// MARK: Rows

static void embed(const int32_t *ids, size_t count, const qmd_half *words, const qmd_half *positions,
                  const float *kind, float *out, size_t width) {
  for (size_t i = 0; i < count; i++) {
    const qmd_half *word = words + (size_t)ids[i] * width, *position = positions + i * width;
    for (size_t j = 0; j < width; j += LANES) {
      store(out + i * width + j, load_half(word + j) + load_half(position + j) + load(kind + j));
    }
  }
}

static void add_norm(float *x, const float *residual, const float *gain, const float *shift, size_t rows,
                     size_t width) {
  for (size_t r = 0; r < rows; r++, x += width) {
    vector total = all(0);
    for (size_t j = 0; j < width; j += LANES) {
      vector v = load(x + j);
      if (residual) v += load(residual + r * width + j);
      store(x + j, v);
      total += v;
    }
    float mean = sum(total) / width;
    vector squares = all(0);
    for (size_t j = 0; j < width; j += LANES) {
      vector v = load(x + j) - mean;
      squares += v * v;
    }
    float scale = 1 / __builtin_elementwise_sqrt(sum(squares) / width + 1e-12f);
    for (size_t j = 0; j < width; j += LANES) {
      store(x + j, (load(x + j) - mean) * scale * load(gain + j) + load(shift + j));
    }
  }
}

static void mean_unit(const float *x, size_t rows, size_t width, float *out) {
  vector squares = all(0);
  for (size_t j = 0; j < width; j += LANES) {
    vector total = all(0);
    for (size_t r = 0; r < rows; r++) total += load(x + r * width + j);
    store(out + j, total);
    squares += total * total;
  }
  // The sum instead of the mean: the length is divided out.
  float length = __builtin_elementwise_sqrt(sum(squares));
  float scale = length > 0 ? 1 / length : 0;
  for (size_t j = 0; j < width; j += LANES) store(out + j, load(out + j) * scale);
}

// MARK: Functions

// eˣ: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial in r (Cephes expf, two parts of ln 2), and n put into the exponent.
// Here x is never above 0: only the lower end needs a bound.
INLINE vector exponential(vector x) {
  x = __builtin_elementwise_max(x, all(-87));
  const float rounding = 12582912;  // 1.5 · 2²³: adding it rounds to a whole number
  vector n = (x * 1.44269504f + rounding) - rounding;
  vector r = x - n * 0.693359375f + n * 2.12194440e-4f;
  vector p = all(0.00139037f);
  p = p * r + 0.00833345f;
  p = p * r + 0.0416657949f;
  p = p * r + 0.166666655f;
  p = p * r + 0.5f;
  p = p * r + 1;
  p = p * r + 1;
  integers bits = (__builtin_convertvector(n, integers) + 127) << 23;
  vector power;
  __builtin_memcpy(&power, &bits, sizeof power);
  return p * power;
}

static void gelu(float *x, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    vector v = load(x + i), z = v * 0.70710678f, a = __builtin_elementwise_abs(z);
    vector t = 1 / (1 + 0.3275911f * a);
    vector p = all(1.061405429f);
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    vector erf = 1 - p * t * exponential(-a * a);
    store(x + i, 0.5f * v * (1 + __builtin_elementwise_copysign(erf, z)));
  }
}

// exp(scale · x) / Σ over the first `count` of `padded` floats, a multiple of 16; the others become 0.
static void softmax(float *x, size_t count, size_t padded, float scale) {
  for (size_t i = count; i < padded; i++) x[i] = -__builtin_inff();
  vector most = load(x);
  for (size_t i = LANES; i < padded; i += LANES) most = __builtin_elementwise_max(most, load(x + i));
  float top = most[0];
  for (int l = 1; l < LANES; l++) top = most[l] > top ? most[l] : top;
  vector total = all(0);
  for (size_t i = 0; i < padded; i += LANES) {
    vector e = exponential((load(x + i) - top) * scale);
    store(x + i, e);
    total += e;
  }
  float share = 1 / sum(total);
  for (size_t i = 0; i < padded; i += LANES) store(x + i, load(x + i) * share);
  for (size_t i = count; i < padded; i++) x[i] = 0;
}

// MARK: Vectors

// Four rows at once, so that the query is loaded once and the sums of four rows overlap.
static void dots_f32(const float *query, const float *rows, size_t count, size_t dimensions, float *out) {
  size_t even = dimensions - dimensions % LANES, r = 0;
  for (; r + 4 <= count; r += 4) {
    const float *row = rows + r * dimensions;
    vector s0 = all(0), s1 = s0, s2 = s0, s3 = s0;
    for (size_t j = 0; j < even; j += LANES) {
      vector q = load(query + j);
      s0 += q * load(row + j);
      s1 += q * load(row + dimensions + j);
      s2 += q * load(row + 2 * dimensions + j);
      s3 += q * load(row + 3 * dimensions + j);
    }
    out[r] = sum(s0), out[r + 1] = sum(s1), out[r + 2] = sum(s2), out[r + 3] = sum(s3);
  }
  for (; r < count; r++) {
    vector s = all(0);
    for (size_t j = 0; j < even; j += LANES) s += load(query + j) * load(rows + r * dimensions + j);
    out[r] = sum(s);
  }
  for (r = 0; even < dimensions && r < count; r++) {
    for (size_t j = even; j < dimensions; j++) out[r] += query[j] * rows[r * dimensions + j];
  }
}

static uint64_t pass(const void *bytes, size_t count) {
  typedef uint64_t words __attribute__((vector_size(4 * LANES), aligned(1)));
  const words *at = bytes, *end = at + count / sizeof(words);
  words a = {0}, b = a, c = a, d = a;
  for (; end - at >= 4; at += 4) a ^= at[0], b ^= at[1], c ^= at[2], d ^= at[3];
  for (; at < end; at++) a ^= at[0];
  a ^= b ^ c ^ d;
  uint64_t all = 0;
  for (size_t i = 0; i < sizeof a / sizeof all; i++) all ^= a[i];
  return all;
}

#define FLOAT_KERNELS                                                                                                  \
  .gemm = gemm, .gemm_half = gemm_half, .embed = embed, .add_norm = add_norm, .gelu = gelu, .softmax = softmax,        \
  .mean_unit = mean_unit, .dots_f32 = dots_f32, .pass = pass
