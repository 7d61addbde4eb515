/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE3 compression of W inputs at a time, one per vector lane. Included once per vector width, with W, NAME(x) and
 * TARGET defined, and BYTE_SHUFFLES where the processor shuffles bytes but rotates no vectors. */

typedef uint32_t NAME(vec) __attribute__((vector_size(4 * W)));
/* Anywhere in memory. Loaded as a whole: a vector that is copied in parts waits until they have left the store buffer. */
typedef uint32_t NAME(loose) __attribute__((vector_size(4 * W), aligned(1), may_alias));

#define VEC NAME(vec)
#define ROT(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define FOUR(a, b, c, d, o) (a) + (o), (b) + (o), (c) + (o), (d) + (o)

#if BYTE_SHUFFLES
/* One shuffle instead of two shifts and an or. The order of the bytes is an operand in memory, which the compiler would
 * otherwise load into one of 16 registers that all hold words of the state. */
#define ORDER(a, b, c, d) \
  {FOUR(a, b, c, d, 0), FOUR(a, b, c, d, 4), FOUR(a, b, c, d, 8), FOUR(a, b, c, d, 12), \
   FOUR(a, b, c, d, 0), FOUR(a, b, c, d, 4), FOUR(a, b, c, d, 8), FOUR(a, b, c, d, 12)}
static const uint8_t NAME(by16)[4 * W] __attribute__((aligned(32))) = ORDER(2, 3, 0, 1);
static const uint8_t NAME(by8)[4 * W] __attribute__((aligned(32))) = ORDER(1, 2, 3, 0);
#undef ORDER

TARGET static inline __attribute__((always_inline)) VEC NAME(shuffled)(VEC x, const uint8_t *order) {
  __asm__("vpshufb %1, %0, %0" : "+x"(x) : "m"(*(const VEC *)order));
  return x;
}
#define ROT16(x) NAME(shuffled)(x, NAME(by16))
#define ROT8(x) NAME(shuffled)(x, NAME(by8))
#else
#define ROT16(x) ROT(x, 16)
#define ROT8(x) ROT(x, 8)
#endif

/* The mixing of a column or diagonal (v[a] to v[d] with two words). Every step needs the one before. Four of them run
 * shifted by two steps each, so that the processor always finds steps that are ready, of different kinds, and few vectors
 * are in use beside the state. */
#define STEP1(a, b, c, d, x, y) v[a] += m[s[x]];
#define STEP2(a, b, c, d, x, y) v[a] += v[b];
#define STEP3(a, b, c, d, x, y) v[d] ^= v[a];
#define STEP4(a, b, c, d, x, y) v[d] = ROT16(v[d]);
#define STEP5(a, b, c, d, x, y) v[c] += v[d];
#define STEP6(a, b, c, d, x, y) v[b] ^= v[c];
#define STEP7(a, b, c, d, x, y) v[b] = ROT(v[b], 12);
#define STEP8(a, b, c, d, x, y) v[a] += m[s[y]];
#define STEP9(a, b, c, d, x, y) v[a] += v[b];
#define STEP10(a, b, c, d, x, y) v[d] ^= v[a];
#define STEP11(a, b, c, d, x, y) v[d] = ROT8(v[d]);
#define STEP12(a, b, c, d, x, y) v[c] += v[d];
#define STEP13(a, b, c, d, x, y) v[b] ^= v[c];
#define STEP14(a, b, c, d, x, y) v[b] = ROT(v[b], 7);
#if BYTE_SHUFFLES || W == 16
#define MIX4(i, j, k, l)             \
  STEP1 i                            \
  STEP2 i                            \
  STEP3 i STEP1 j                    \
  STEP4 i STEP2 j                    \
  STEP5 i STEP3 j STEP1 k            \
  STEP6 i STEP4 j STEP2 k            \
  STEP7 i STEP5 j STEP3 k STEP1 l    \
  STEP8 i STEP6 j STEP4 k STEP2 l    \
  STEP9 i STEP7 j STEP5 k STEP3 l    \
  STEP10 i STEP8 j STEP6 k STEP4 l   \
  STEP11 i STEP9 j STEP7 k STEP5 l   \
  STEP12 i STEP10 j STEP8 k STEP6 l  \
  STEP13 i STEP11 j STEP9 k STEP7 l  \
  STEP14 i STEP12 j STEP10 k STEP8 l \
  STEP13 j STEP11 k STEP9 l          \
  STEP14 j STEP12 k STEP10 l         \
  STEP13 k STEP11 l                  \
  STEP14 k STEP12 l                  \
  STEP13 l                           \
  STEP14 l
#else
/* Vectors that the compiler splits leave no register free for that. */
#define MIX1(t)                                                                              \
  STEP1 t STEP2 t STEP3 t STEP4 t STEP5 t STEP6 t STEP7 t STEP8 t STEP9 t STEP10 t STEP11 t \
  STEP12 t STEP13 t STEP14 t
#define MIX4(i, j, k, l) MIX1(i) MIX1(j) MIX1(k) MIX1(l)
#endif

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
/* The same choice of words in every 128 bits, which is one instruction. */
#if W == 16
#define EVERY(a, b, c, d) \
  (VEC) { FOUR(a, b, c, d, 0), FOUR(a, b, c, d, 4), FOUR(a, b, c, d, 8), FOUR(a, b, c, d, 12) }
#else
#define EVERY(a, b, c, d) \
  (VEC) { FOUR(a, b, c, d, 0), FOUR(a, b, c, d, 4) }
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
  _Pragma("GCC unroll 4") for (int i = 0; i < W; i += 4) {
    VEC ab0 = __builtin_shuffle(r[i], r[i + 1], EVERY(0, W, 1, W + 1));
    VEC ab2 = __builtin_shuffle(r[i], r[i + 1], EVERY(2, W + 2, 3, W + 3));
    VEC cd0 = __builtin_shuffle(r[i + 2], r[i + 3], EVERY(0, W, 1, W + 1));
    VEC cd2 = __builtin_shuffle(r[i + 2], r[i + 3], EVERY(2, W + 2, 3, W + 3));
    r[i] = __builtin_shuffle(ab0, cd0, EVERY(0, 1, W, W + 1));
    r[i + 1] = __builtin_shuffle(ab0, cd0, EVERY(2, 3, W + 2, W + 3));
    r[i + 2] = __builtin_shuffle(ab2, cd2, EVERY(0, 1, W, W + 1));
    r[i + 3] = __builtin_shuffle(ab2, cd2, EVERY(2, 3, W + 2, W + 3));
  }
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
        m[half + l] = *(const NAME(loose) *)(in[l] + 64 * block + 4 * half);
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
      MIX4((0, 4, 8, 12, 0, 1), (1, 5, 9, 13, 2, 3), (2, 6, 10, 14, 4, 5), (3, 7, 11, 15, 6, 7))
      MIX4((0, 5, 10, 15, 8, 9), (1, 6, 11, 12, 10, 11), (2, 7, 8, 13, 12, 13), (3, 4, 9, 14, 14, 15))
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
#undef ROT16
#undef ROT8
#undef FOUR
#undef STEP1
#undef STEP2
#undef STEP3
#undef STEP4
#undef STEP5
#undef STEP6
#undef STEP7
#undef STEP8
#undef STEP9
#undef STEP10
#undef STEP11
#undef STEP12
#undef STEP13
#undef STEP14
#undef MIX1
#undef MIX4
#undef LOW
#undef HIGH
#undef MASK
#undef EVERY
#undef SWAP
