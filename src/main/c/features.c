#include "oms.h"

/* The caller and this library are built together; another version offers nothing. */
enum { VERSION = 1 };

int64_t oms_features(void *unused, int64_t version) {
  (void)unused;
  int64_t features = 0;
  if (version != VERSION) return 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  features |= 2;
#endif
#if defined(__x86_64__)
  unsigned a, b = 0, c, d;
  __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(0));
  if (b >> 29 & 1 && __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1")) features |= 1;
#endif
  return features;
}
