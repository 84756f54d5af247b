// Dot products of bytes in 512 bits, for a level that defines
//   DOTS                              the name of the function
//   PLUS_PRODUCTS(sums, query, row)   sums + products of 64 bytes of the query with those at `row`
//   SHIFT                             what every byte of a row is moved up by in these products

// The query stays in registers when their number is known. Rows are read from front to back, as the processor's own
// fetching ahead likes it; asking it to fetch made scans slower.
#define KNOWN JOINED(DOTS, _known)
#define JOINED(a, b) JOINED_AGAIN(a, b)
#define JOINED_AGAIN(a, b) a##b

INLINE void KNOWN(size_t registers, const int8_t *query, const int8_t *rows, size_t count, size_t dimensions,
                  int32_t moved, int32_t *out) {
  size_t r = 0;
  for (; r + 4 <= count; r += 4, rows += 4 * dimensions) {
    __m512i sums[4];
    UNROLLED for (int row = 0; row < 4; row++) {
      __m512i even = _mm512_setzero_si512(), odd = even;
      for (size_t j = 0; j < registers; j++) {
        __m512i q = _mm512_loadu_si512(query + 64 * j);
        const int8_t *at = rows + row * dimensions + 64 * j;
        if (j % 2) odd = PLUS_PRODUCTS(odd, q, at);
        else even = PLUS_PRODUCTS(even, q, at);
      }
      sums[row] = _mm512_add_epi32(even, odd);
    }
    __m128i dots = totals(sums[0], sums[1], sums[2], sums[3]);
    _mm_storeu_si128((__m128i *)(out + r), _mm_sub_epi32(dots, _mm_set1_epi32(moved)));
  }
  for (; r < count; r++, rows += dimensions) {
    __m512i s = _mm512_setzero_si512();
    for (size_t j = 0; j < registers; j++) s = PLUS_PRODUCTS(s, _mm512_loadu_si512(query + 64 * j), rows + 64 * j);
    out[r] = _mm512_reduce_add_epi32(s) - moved;
  }
}

static void DOTS(const int8_t *query, const int8_t *rows, size_t count, size_t dimensions, int32_t *out) {
  size_t registers = dimensions / 64;
  int32_t moved = 0;
  for (size_t j = 0; j < 64 * registers; j++) moved += query[j];
  moved *= SHIFT;
  if (registers == 6) KNOWN(6, query, rows, count, dimensions, moved, out);
  else KNOWN(registers, query, rows, count, dimensions, moved, out);
  for (size_t r = 0; 64 * registers < dimensions && r < count; r++) {
    for (size_t j = 64 * registers; j < dimensions; j++) out[r] += query[j] * rows[r * dimensions + j];
  }
}

#undef KNOWN
#undef JOINED
#undef JOINED_AGAIN
#undef DOTS
#undef PLUS_PRODUCTS
#undef SHIFT
