/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) with the processor's SHA instructions. In one stream they mostly wait for each other; two or three
 * interleaved streams fill the gaps and hash about twice as much on the same core. */
#include "oms.h"

#include <string.h>

static const uint32_t INITIAL[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

#if defined(__x86_64__)
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

static const uint32_t ROUND[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The word order of the instructions: ABEF and CDGH. */
typedef struct {
  __m128i abef, cdgh;
} pair;

SHA static inline pair load(const uint32_t *state) {
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  return (pair){_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

SHA static inline void store(uint32_t *state, pair p) {
  __m128i feba = _mm_shuffle_epi32(p.abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(p.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* blocksN: hashes `count` blocks of 64 bytes of N streams. Sixteen groups of four rounds, each also computing message
 * words of later groups. All loops except the outer one are unrolled. */
#define BLOCKS(N)                                                                                            \
  SHA static void blocks##N(uint32_t *const *states, const uint8_t *const *data, uint64_t count) {           \
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);                         \
    pair now[N];                                                                                             \
    const uint8_t *at[N];                                                                                    \
    for (int l = 0; l < N; l++) {                                                                            \
      now[l] = load(states[l]);                                                                              \
      at[l] = data[l];                                                                                       \
    }                                                                                                        \
    while (count--) {                                                                                        \
      pair before[N];                                                                                        \
      __m128i word[N][4];                                                                                    \
      _Pragma("GCC unroll 4") for (int l = 0; l < N; l++) {                                                  \
        before[l] = now[l];                                                                                  \
        _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) {                                                \
          word[l][i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(at[l] + 16 * i)), swap);           \
        }                                                                                                    \
        at[l] += 64;                                                                                         \
      }                                                                                                      \
      _Pragma("GCC unroll 16") for (int r = 0; r < 16; r++) {                                                \
        _Pragma("GCC unroll 4") for (int l = 0; l < N; l++) {                                                \
          __m128i *w = word[l];                                                                              \
          __m128i k = _mm_add_epi32(w[r & 3], _mm_load_si128((const __m128i *)(ROUND + 4 * r)));             \
          now[l].cdgh = _mm_sha256rnds2_epu32(now[l].cdgh, now[l].abef, k);                                  \
          if (r >= 3 && r < 15) {                                                                            \
            __m128i seven = _mm_alignr_epi8(w[r & 3], w[(r + 3) & 3], 4);                                    \
            w[(r + 1) & 3] = _mm_sha256msg2_epu32(_mm_add_epi32(w[(r + 1) & 3], seven), w[r & 3]);           \
          }                                                                                                  \
          now[l].abef = _mm_sha256rnds2_epu32(now[l].abef, now[l].cdgh, _mm_shuffle_epi32(k, 0x0E));         \
          if (r >= 1 && r < 13) w[(r + 3) & 3] = _mm_sha256msg1_epu32(w[(r + 3) & 3], w[r & 3]);             \
        }                                                                                                    \
      }                                                                                                      \
      _Pragma("GCC unroll 4") for (int l = 0; l < N; l++) {                                                  \
        now[l].abef = _mm_add_epi32(now[l].abef, before[l].abef);                                            \
        now[l].cdgh = _mm_add_epi32(now[l].cdgh, before[l].cdgh);                                            \
      }                                                                                                      \
    }                                                                                                        \
    for (int l = 0; l < N; l++) store(states[l], now[l]);                                                    \
  }
BLOCKS(1)
BLOCKS(2)
BLOCKS(3)

static void blocks(int n, uint32_t *const *states, const uint8_t *const *data, uint64_t count) {
  switch (n) {
    case 1: blocks1(states, data, count); break;
    case 2: blocks2(states, data, count); break;
    default: blocks3(states, data, count); break;
  }
}
#else
/* Never called, since oms_features does not report it. */
static void blocks(int n, uint32_t *const *states, const uint8_t *const *data, uint64_t count) {
  (void)n, (void)states, (void)data, (void)count;
}
#endif

int64_t oms_sha256_begin(struct oms_sha256 *context, int64_t lane) {
  memcpy(context->lane[lane].state, INITIAL, sizeof INITIAL);
  context->lane[lane].bytes = 0;
  return 0;
}

int64_t oms_sha256_update(struct oms_sha256 *context, int64_t lanes) {
  const uint8_t *at[OMS_SHA256_LANES];
  uint64_t left[OMS_SHA256_LANES];
  for (int l = 0; l < lanes; l++) {
    uint64_t length = (uint64_t)context->lengths[l];
    at[l] = context->buffer[l];
    left[l] = length / 64;
    context->lane[l].bytes += length;
    /* Only the last bytes of a stream are not a whole number of blocks. */
    memcpy(context->lane[l].tail, at[l] + length / 64 * 64, length % 64);
  }
  for (;;) {
    uint32_t *states[OMS_SHA256_LANES];
    const uint8_t *data[OMS_SHA256_LANES];
    uint64_t common = UINT64_MAX;
    int n = 0;
    for (int l = 0; l < lanes; l++) {
      if (left[l] > 0) {
        states[n] = context->lane[l].state;
        data[n++] = at[l];
        if (left[l] < common) common = left[l];
      }
    }
    if (n == 0) return 0;
    blocks(n, states, data, common);
    for (int l = 0; l < lanes; l++) {
      if (left[l] > 0) {
        at[l] += 64 * common;
        left[l] -= common;
      }
    }
  }
}

int64_t oms_sha256_finish(struct oms_sha256 *context, int64_t lane) {
  uint8_t end[128] = {0};
  uint64_t bytes = context->lane[lane].bytes;
  uint64_t tail = bytes % 64;
  uint64_t count = tail < 56 ? 1 : 2;
  memcpy(end, context->lane[lane].tail, tail);
  end[tail] = 0x80;
  for (int i = 0; i < 8; i++) end[64 * count - 1 - i] = (uint8_t)((bytes * 8) >> (8 * i));
  uint32_t *states[1] = {context->lane[lane].state};
  const uint8_t *data[1] = {end};
  blocks(1, states, data, count);
  for (int i = 0; i < 32; i++) context->digest[i] = (uint8_t)(states[0][i / 4] >> (24 - 8 * (i % 4)));
  return 0;
}
