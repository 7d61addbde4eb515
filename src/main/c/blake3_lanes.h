/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE3 compression of W inputs at a time, one per vector lane. Included once per vector width, with W, NAME(x) and
 * TARGET defined. */

typedef uint32_t NAME(vec) __attribute__((vector_size(4 * W)));

#define VEC NAME(vec)
#define ROT(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define QUARTER(a, b, c, d, x, y) \
  a = a + b + (x);                \
  d = ROT(d ^ a, 16);             \
  c = c + d;                      \
  b = ROT(b ^ c, 12);             \
  a = a + b + (y);                \
  d = ROT(d ^ a, 8);              \
  c = c + d;                      \
  b = ROT(b ^ c, 7);

/* One step of a square transpose: swaps the halves of `s` lanes between two rows. */
#define LOW(l, s) ((l) & (s) ? (l) - (s) + W : (l))
#define HIGH(l, s) ((l) & (s) ? (l) + W : (l) + (s))
#if W == 16
#define MASK(f, s)                                                                                              \
  (VEC) {                                                                                                       \
    f(0, s), f(1, s), f(2, s), f(3, s), f(4, s), f(5, s), f(6, s), f(7, s), f(8, s), f(9, s), f(10, s),         \
        f(11, s), f(12, s), f(13, s), f(14, s), f(15, s)                                                        \
  }
#else
#define MASK(f, s) \
  (VEC) { f(0, s), f(1, s), f(2, s), f(3, s), f(4, s), f(5, s), f(6, s), f(7, s) }
#endif
#define SWAP(s)                                                  \
  _Pragma("GCC unroll 16") for (int i = 0; i < W; i++) {         \
    if (!(i & (s))) {                                            \
      VEC low = __builtin_shuffle(r[i], r[i + (s)], MASK(LOW, s));   \
      r[i + (s)] = __builtin_shuffle(r[i], r[i + (s)], MASK(HIGH, s)); \
      r[i] = low;                                                \
    }                                                            \
  }

TARGET static inline __attribute__((always_inline)) void NAME(transpose)(VEC *r) {
#if W == 16
  SWAP(8)
#endif
  SWAP(4)
  SWAP(2)
  SWAP(1)
}

/* W inputs of `blocks` blocks each; `step` is added to the counter from lane to lane. */
TARGET static void NAME(many)(const uint8_t *const *in, int blocks, uint64_t counter, uint64_t step, uint32_t flags,
                              uint32_t first, uint32_t last, uint32_t (*out)[8]) {
  VEC h[W == 16 ? 16 : 8], low, high;
  for (int i = 0; i < 8; i++) h[i] = (VEC){0} + INITIAL[i];
  for (int l = 0; l < W; l++) {
    low[l] = (uint32_t)(counter + step * (uint64_t)l);
    high[l] = (uint32_t)((counter + step * (uint64_t)l) >> 32);
  }
  for (int block = 0; block < blocks; block++) {
    VEC m[16], v[16];
    for (int half = 0; half < 16; half += W) {
      _Pragma("GCC unroll 16") for (int l = 0; l < W; l++) {
        memcpy(&m[half + l], in[l] + 64 * block + 4 * half, 4 * W);
      }
      NAME(transpose)(m + half);
    }
    _Pragma("GCC unroll 8") for (int i = 0; i < 8; i++) v[i] = h[i];
    _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) v[8 + i] = (VEC){0} + INITIAL[i];
    v[12] = low;
    v[13] = high;
    v[14] = (VEC){0} + 64u;
    v[15] = (VEC){0} + (flags | (block == 0 ? first : 0) | (block == blocks - 1 ? last : 0));
    _Pragma("GCC unroll 7") for (int r = 0; r < 7; r++) {
      const uint8_t *s = SCHEDULE[r];
      QUARTER(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]])
      QUARTER(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]])
      QUARTER(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]])
      QUARTER(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]])
      QUARTER(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]])
      QUARTER(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]])
      QUARTER(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]])
      QUARTER(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]])
    }
    _Pragma("GCC unroll 8") for (int i = 0; i < 8; i++) h[i] = v[i] ^ v[i + 8];
  }
#if W == 16
  for (int i = 8; i < 16; i++) h[i] = (VEC){0};
#endif
  NAME(transpose)(h);
  for (int l = 0; l < W; l++) memcpy(out[l], &h[l], 32);
}

#undef VEC
#undef ROT
#undef QUARTER
#undef LOW
#undef HIGH
#undef MASK
#undef SWAP
