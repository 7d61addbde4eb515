/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE3 (specification of 2020, sections 2 and 5.3), default hash mode, 32 bytes. Chunks and parents are compressed many
 * at a time in vector lanes. The chunks of a full buffer are reduced to one value, which is pushed onto a stack. Its depth
 * is the number of one bits in the count of pushed values, which gives the tree that the specification requires. */
#include "oms.h"

#include <string.h>

enum { CHUNK = 1024, START = 1, END = 2, PARENT = 4, ROOT = 8 };

static const uint32_t INITIAL[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint8_t SCHEDULE[7][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1}, {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4}, {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13}};

#define W 8
#define NAME(x) x##_plain
#define TARGET
#include "blake3_lanes.h"
#undef W
#undef NAME
#undef TARGET

#if defined(__x86_64__)
#define BYTE_SHUFFLES 1
#define W 8
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2")))
#include "blake3_lanes.h"
#undef BYTE_SHUFFLES
#undef W
#undef NAME
#undef TARGET
#define W 16
#define NAME(x) x##_avx512
#ifndef OMS_WIDE_TARGET
#define OMS_WIDE_TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,prefer-vector-width=512")))
#endif
#define TARGET OMS_WIDE_TARGET
#include "blake3_lanes.h"
#undef W
#undef NAME
#undef TARGET
#endif

typedef void (*many)(const uint8_t *const *, int, uint64_t, uint64_t, uint32_t, uint32_t, uint32_t, uint32_t (*)[8]);

/* A test sets OMS_MANY and OMS_LANES, and OMS_WIDE_TARGET to nothing: the compiler then splits vectors that this processor
 * does not have. */
static int width(many *function) {
#if defined(OMS_MANY)
  *function = OMS_MANY;
  return OMS_LANES;
#else
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq")) {
    *function = many_avx512;
    return 16;
  }
  if (__builtin_cpu_supports("avx2")) {
    *function = many_avx2;
    return 8;
  }
#endif
  *function = many_plain;
  return 8;
#endif
}

/* A single block. */
static void compress(uint32_t *h, const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags) {
  uint32_t m[16];
  uint32_t v[16] = {h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], INITIAL[0], INITIAL[1], INITIAL[2], INITIAL[3],
                    (uint32_t)counter, (uint32_t)(counter >> 32), length, flags};
  for (int i = 0; i < 16; i++) {
    m[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 |
           (uint32_t)block[4 * i + 3] << 24;
  }
#define TURN(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define MIX(a, b, c, d, x, y)                   \
  v[a] += v[b] + (x), v[d] = TURN(v[d] ^ v[a], 16); \
  v[c] += v[d], v[b] = TURN(v[b] ^ v[c], 12);       \
  v[a] += v[b] + (y), v[d] = TURN(v[d] ^ v[a], 8);  \
  v[c] += v[d], v[b] = TURN(v[b] ^ v[c], 7);
  for (int r = 0; r < 7; r++) {
    const uint8_t *s = SCHEDULE[r];
    MIX(0, 4, 8, 12, m[s[0]], m[s[1]])
    MIX(1, 5, 9, 13, m[s[2]], m[s[3]])
    MIX(2, 6, 10, 14, m[s[4]], m[s[5]])
    MIX(3, 7, 11, 15, m[s[6]], m[s[7]])
    MIX(0, 5, 10, 15, m[s[8]], m[s[9]])
    MIX(1, 6, 11, 12, m[s[10]], m[s[11]])
    MIX(2, 7, 8, 13, m[s[12]], m[s[13]])
    MIX(3, 4, 9, 14, m[s[14]], m[s[15]])
  }
  for (int i = 0; i < 8; i++) h[i] = v[i] ^ v[i + 8];
}

static void chunk(uint32_t *out, const uint8_t *data, int64_t length, uint64_t counter, uint32_t root) {
  uint32_t flags = START;
  memcpy(out, INITIAL, sizeof INITIAL);
  for (; length > 64; data += 64, length -= 64, flags = 0) compress(out, data, 64, counter, flags);
  uint8_t last[64] = {0};
  memcpy(last, data, (size_t)length);
  compress(out, last, (uint32_t)length, counter, flags | END | root);
}

static void parent(uint32_t *out, uint32_t (*pair)[8], uint32_t root) {
  uint8_t block[64];
  memcpy(block, pair, 64); /* little-endian machines only, see oms_features */
  memcpy(out, INITIAL, sizeof INITIAL);
  compress(out, block, 64, 0, PARENT | root);
}

/* Joins adjacent values until values[0] is the only one; a value without a neighbour moves up unchanged. */
static void reduce(uint32_t (*values)[8], int64_t count, uint32_t root) {
  many compress_many;
  int w = width(&compress_many);
  for (; count > 1; count = (count + 1) / 2) {
    int64_t pairs = count / 2, i = 0;
    for (; count > 2 && i < pairs; i += w) {
      const uint8_t *in[16];
      uint32_t out[16][8];
      for (int l = 0; l < w; l++) in[l] = (const uint8_t *)values[2 * (i + l < pairs ? i + l : i)];
      compress_many(in, 1, 0, 0, PARENT, 0, 0, out);
      memcpy(values[i], out, (size_t)(pairs - i < w ? pairs - i : w) * 32);
    }
    if (count == 2) {
      uint32_t joined[8];
      parent(joined, values, root);
      memcpy(values[0], joined, 32);
    }
    if (count % 2) memcpy(values[pairs], values[count - 1], 32);
  }
}

static void subtree(uint32_t (*values)[8], const uint8_t *data, int64_t length, uint64_t counter, uint32_t root) {
  many compress_many;
  int w = width(&compress_many);
  int64_t full = length / CHUNK, count = length <= CHUNK ? 1 : (length + CHUNK - 1) / CHUNK, i = 0;
  if (count == 1) {
    chunk(values[0], data, length, counter, root);
    return;
  }
  for (; i < full; i += w) {
    const uint8_t *in[16];
    uint32_t out[16][8];
    for (int l = 0; l < w; l++) in[l] = data + CHUNK * (i + l < full ? i + l : i);
    compress_many(in, CHUNK / 64, counter + (uint64_t)i, 1, 0, START, END, out);
    memcpy(values[i], out, (size_t)(full - i < w ? full - i : w) * 32);
  }
  if (count > full) chunk(values[full], data + full * CHUNK, length - full * CHUNK, counter + (uint64_t)full, 0);
  reduce(values, count, root);
}

int64_t oms_blake3_begin(struct oms_blake3 *context, int64_t unused) {
  (void)unused;
  context->done = 0;
  context->depth = 0;
  return 0;
}

int64_t oms_blake3_update(struct oms_blake3 *context, int64_t length) {
  int only = context->length <= OMS_TREE_BUFFER;
  if (length == 0 && context->length > 0) return 0;
  int64_t buffers = context->done / OMS_TREE_BUFFER;
  while (context->depth > __builtin_popcountll((unsigned long long)buffers)) {
    uint32_t joined[8];
    parent(joined, &context->stack[context->depth - 2], 0);
    memcpy(context->stack[context->depth-- - 2], joined, 32);
  }
  subtree(context->values, context->buffer, length, (uint64_t)(context->offset + context->done) / CHUNK,
          only && context->whole ? ROOT : 0);
  memcpy(context->stack[context->depth++], context->values[0], 32);
  context->done += length;
  return 0;
}

int64_t oms_blake3_finish(struct oms_blake3 *context, int64_t unused) {
  (void)unused;
  if (context->depth == 0) oms_blake3_update(context, 0);
  while (context->depth > 1) {
    uint32_t joined[8];
    parent(joined, &context->stack[context->depth - 2], context->depth == 2 && context->whole ? ROOT : 0);
    memcpy(context->stack[context->depth-- - 2], joined, 32);
  }
  memcpy(context->digest, context->stack[0], 32);
  return 0;
}

int64_t oms_blake3_join(uint8_t *values, int64_t count) {
  reduce((uint32_t(*)[8])values, count, ROOT);
  return 0;
}
