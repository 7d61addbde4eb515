/* SPDX-License-Identifier: Apache-2.0 */
#include "oms.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

/* The caller and this library are built together; for a caller of another version no feature is reported. */
enum { VERSION = 2 };

int64_t oms_features(void *unused, int64_t version) {
  (void)unused;
  int64_t features = 4;
  if (version != VERSION) return 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  features |= 2;
#endif
#if defined(__x86_64__)
  unsigned a, b, c, d;
  /* Fails if the highest supported leaf is below 7. */
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && b >> 29 & 1 && __builtin_cpu_supports("ssse3") &&
      __builtin_cpu_supports("sse4.1")) {
    features |= 1;
  }
#endif
  return features;
}
