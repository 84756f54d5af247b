#include "levels.h"

float qmd_dot_f32(qmd_level level, const float *a, const float *b, size_t dimensions) {
  float dot;
  qmd_kernels_of(level)->dots_f32(a, b, 1, dimensions, &dot);
  return dot;
}

int32_t qmd_dot_i8(qmd_level level, const int8_t *a, const int8_t *b, size_t dimensions) {
  int32_t dot;
  qmd_kernels_of(level)->dots_i8(a, b, 1, dimensions, &dot);
  return dot;
}

uint64_t qmd_pass(qmd_level level, const void *bytes, size_t count) { return qmd_kernels_of(level)->pass(bytes, count); }

float qmd_quantize(const float *vector, size_t dimensions, int8_t *bytes) {
  float most = 0;
  for (size_t j = 0; j < dimensions; j++) {
    float size = __builtin_fabsf(vector[j]);
    if (size > most) most = size;
  }
  float scale = most / 127, up = most > 0 ? 127 / most : 0;
  for (size_t j = 0; j < dimensions; j++) {
    float x = vector[j] * up;
    // The largest may come out a little above 127; NaN, and infinite over infinite, become 0.
    x = x > 127 ? 127 : x < -127 ? -127 : x;
    bytes[j] = x == x ? (int8_t)(x + (x < 0 ? -0.5f : 0.5f)) : 0;
  }
  return scale;
}

// MARK: The best so far

// A heap with the worst on top.
typedef struct {
  qmd_neighbour *items;
  size_t count, room;
} heap;

static bool is_worse(qmd_neighbour one, qmd_neighbour other) {
  return one.score < other.score || (one.score == other.score && one.row > other.row);
}

static void sink(heap *best, size_t i, qmd_neighbour item) {
  for (;;) {
    size_t child = 2 * i + 1;
    if (child >= best->count) break;
    if (child + 1 < best->count && is_worse(best->items[child + 1], best->items[child])) child++;
    if (!is_worse(best->items[child], item)) break;
    best->items[i] = best->items[child];
    i = child;
  }
  best->items[i] = item;
}

static void offer(heap *best, float score, uint32_t row) {
  qmd_neighbour item = {score, row};
  if (score != score) return;
  if (best->count == best->room) {
    if (is_worse(best->items[0], item)) sink(best, 0, item);
    return;
  }
  size_t i = best->count++;
  for (; i > 0 && is_worse(item, best->items[(i - 1) / 2]); i = (i - 1) / 2) best->items[i] = best->items[(i - 1) / 2];
  best->items[i] = item;
}

// Best first: the worst goes to the end, again and again.
static size_t sorted(heap *best) {
  size_t found = best->count;
  while (best->count > 1) {
    qmd_neighbour worst = best->items[0], last = best->items[--best->count];
    sink(best, 0, last);
    best->items[best->count] = worst;
  }
  return found;
}

// MARK: Scans

enum { BLOCK = 64 };  // rows of one word of the filter

static uint64_t allowed_in(const uint64_t *allowed, size_t first, size_t count) {
  uint64_t present = count < BLOCK ? (1ULL << count) - 1 : ~0ULL;
  return allowed ? allowed[first / BLOCK] & present : present;
}

// The block's rows from the first allowed one to the last, so that a sparse filter reads little.
static void bounds(uint64_t word, size_t *from, size_t *to) {
  *from = (size_t)__builtin_ctzll(word);
  *to = BLOCK - (size_t)__builtin_clzll(word);
}

// Offers a block's scores. Once the heap is full few are good enough, so sixteen are looked at in one go.
static void offer_block(heap *best, const float *scores, size_t from, size_t to, uint64_t word, size_t first) {
  enum { GROUP = 16 };
  for (size_t group = from / GROUP * GROUP; group < to; group += GROUP) {
    if (best->count == best->room) {
      float bar = best->items[0].score;
      int any = 0;
      for (size_t i = group; i < group + GROUP; i++) any |= !(scores[i] < bar);
      if (!any) continue;
    }
    for (size_t i = group; i < group + GROUP; i++) {
      bool beaten = best->count == best->room && scores[i] < best->items[0].score;
      if (!beaten && (word >> i & 1)) offer(best, scores[i], (uint32_t)(first + i));
    }
  }
}

size_t qmd_scan_f32(qmd_level level, const float *query, const float *rows, size_t count, size_t dimensions,
                    const uint64_t *allowed, size_t k, qmd_neighbour *found) {
  if (k == 0) return 0;
  heap best = {found, 0, k};
  float scores[BLOCK] = {0};
  for (size_t first = 0; first < count; first += BLOCK) {
    size_t here = count - first < BLOCK ? count - first : BLOCK, from, to;
    uint64_t word = allowed_in(allowed, first, here);
    if (word == 0) continue;
    bounds(word, &from, &to);
    qmd_kernels_of(level)->dots_f32(query, rows + (first + from) * dimensions, to - from, dimensions, scores + from);
    offer_block(&best, scores, from, to, word, first);
  }
  return sorted(&best);
}

size_t qmd_scan_i8(qmd_level level, const int8_t *query, const int8_t *rows, const float *scales, size_t count,
                   size_t dimensions, const uint64_t *allowed, size_t k, qmd_neighbour *found) {
  if (k == 0) return 0;
  heap best = {found, 0, k};
  int32_t dots[BLOCK] = {0};
  float scores[BLOCK] = {0};
  for (size_t first = 0; first < count; first += BLOCK) {
    size_t here = count - first < BLOCK ? count - first : BLOCK, from, to;
    uint64_t word = allowed_in(allowed, first, here);
    if (word == 0) continue;
    bounds(word, &from, &to);
    qmd_kernels_of(level)->dots_i8(query, rows + (first + from) * dimensions, to - from, dimensions, dots + from);
    for (size_t i = from; i < to; i++) scores[i] = (float)dots[i];
    for (size_t i = from; scales && i < to; i++) scores[i] *= scales[first + i];
    offer_block(&best, scores, from, to, word, first);
  }
  return sorted(&best);
}
