#include "CMemoryPass.h"

typedef uint64_t wide __attribute__((vector_size(64), aligned(1)));

#if defined(__x86_64__)
__attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#endif
uint64_t memory_pass(const void *bytes, size_t count) {
  const wide *at = bytes, *end = at + count / sizeof(wide);
  wide a = {0}, b = a, c = a, d = a;
  for (; at + 4 <= end; at += 4) a ^= at[0], b ^= at[1], c ^= at[2], d ^= at[3];
  for (; at < end; at++) a ^= at[0];
  a ^= b ^ c ^ d;
  uint64_t all = 0;
  for (int lane = 0; lane < 8; lane++) all ^= a[lane];
  return all;
}
