#include "levels.h"

bool qmd_level_available(qmd_level level) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512vl");
  switch (level) {
  case QMD_PORTABLE: return true;
  case QMD_AVX2: return avx2;
  case QMD_AVX512: return avx512;
  case QMD_AVX512VNNI: return avx512 && __builtin_cpu_supports("avx512vnni");
  }
  return false;
#else
  return level == QMD_PORTABLE;
#endif
}

qmd_level qmd_best_level(void) {
  qmd_level level = QMD_AVX512VNNI;
  while (!qmd_level_available(level)) level--;
  return level;
}

const qmd_kernels *qmd_kernels_of(qmd_level level) {
#if defined(__x86_64__)
  switch (level) {
  case QMD_PORTABLE: break;
  case QMD_AVX2: return &qmd_avx2_kernels;
  case QMD_AVX512: return &qmd_avx512_kernels;
  case QMD_AVX512VNNI: return &qmd_avx512vnni_kernels;
  }
#else
  (void)level;
#endif
  return &qmd_portable_kernels;
}
