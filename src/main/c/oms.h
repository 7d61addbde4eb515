/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that the command line calls through java.lang.foreign. All have the same signature, so that one call site
 * and one adapter serve all of them: creating those costs time at every start. */
#ifndef OMS_H
#define OMS_H

#include <stdint.h>

#define OMS_EXPORT __attribute__((visibility("default")))
#define OMS_SHA256_LANES 3
#define OMS_BUFFER (128 * 1024)
_Static_assert(OMS_BUFFER == 131072, "NativeSha256.java knows it");
/* BLAKE3 takes so little time for a buffer that the way here from Java would count. */
#define OMS_TREE_BUFFER (1024 * 1024)
_Static_assert(OMS_TREE_BUFFER == 1048576, "NativeBlake3.java knows it");
/* Checks the offset at which Java accesses a member of a struct. */
#define OMS_KNOWN(type, member, at) _Static_assert(__builtin_offsetof(struct type, member) == (at), "known to Java")

/* What may be used, as a bit set: 1 sha256 and 2 blake3, if this processor is fast at them; 4 all other functions. 0 for
 * a caller of another version. */
OMS_EXPORT int64_t oms_features(void *unused, int64_t version);

/* Interleaved SHA-256. lane: index of the stream; update hashes `lengths[lane]` bytes of each lane's buffer. */
struct oms_sha256 {
  int32_t lengths[4];
  uint8_t digest[32];
  struct {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t tail[64];
  } lane[OMS_SHA256_LANES];
  uint8_t buffer[OMS_SHA256_LANES][OMS_BUFFER] __attribute__((aligned(64)));
};
OMS_KNOWN(oms_sha256, lengths, 0);
OMS_KNOWN(oms_sha256, lengths[1], 4);
OMS_KNOWN(oms_sha256, digest, 16);
OMS_KNOWN(oms_sha256, buffer, 384);
OMS_KNOWN(oms_sha256, buffer[1], 384 + OMS_BUFFER);
_Static_assert(sizeof(struct oms_sha256) == 384 + 3 * OMS_BUFFER, "NativeSha256.java knows it");
OMS_EXPORT int64_t oms_sha256_begin(struct oms_sha256 *context, int64_t lane);
OMS_EXPORT int64_t oms_sha256_update(struct oms_sha256 *context, int64_t lanes);
OMS_EXPORT int64_t oms_sha256_finish(struct oms_sha256 *context, int64_t lane);

/* BLAKE3 of a stream or of a piece of one. A piece, except the last one, is a power of two of buffers long. */
struct oms_blake3 {
  int64_t offset; /* of the piece in its stream */
  int64_t length; /* of the stream, or of the piece */
  int64_t whole;  /* 1: the stream; 0: a piece, of which the result is its chaining value */
  uint8_t digest[32];
  int64_t done;
  int64_t depth;
  uint32_t stack[64][8];
  uint32_t values[2 * OMS_TREE_BUFFER / 1024][8] __attribute__((aligned(64)));
  uint8_t buffer[OMS_TREE_BUFFER] __attribute__((aligned(64)));
};
OMS_KNOWN(oms_blake3, offset, 0);
OMS_KNOWN(oms_blake3, length, 8);
OMS_KNOWN(oms_blake3, whole, 16);
OMS_KNOWN(oms_blake3, digest, 24);
OMS_KNOWN(oms_blake3, buffer, 67712);
_Static_assert(sizeof(struct oms_blake3) == 67712 + OMS_TREE_BUFFER, "NativeBlake3.java knows it");
OMS_EXPORT int64_t oms_blake3_begin(struct oms_blake3 *context, int64_t unused);
OMS_EXPORT int64_t oms_blake3_update(struct oms_blake3 *context, int64_t length);
OMS_EXPORT int64_t oms_blake3_finish(struct oms_blake3 *context, int64_t unused);
/* Joins the values of at least two pieces, 32 bytes each, and writes the digest to the first 32 bytes. */
OMS_EXPORT int64_t oms_blake3_join(uint8_t *values, int64_t count);

/* A file that is read. Every function returns a negative errno on failure. */
struct oms_file {
  const char *path;
  int64_t descriptor;
  int64_t offset;
  int64_t length;
  uint8_t *buffer;
  int64_t identity[5]; /* as in FileIdentity.java: device, inode, size, nanoseconds of the last write and change */
};
OMS_KNOWN(oms_file, path, 0);
OMS_KNOWN(oms_file, offset, 16);
OMS_KNOWN(oms_file, length, 24);
OMS_KNOWN(oms_file, buffer, 32);
OMS_KNOWN(oms_file, identity, 40);
_Static_assert(sizeof(struct oms_file) == 80, "NativeFile.java knows it");
/* Opens and describes a regular file; a link fails with ELOOP, anything else with EINVAL. */
OMS_EXPORT int64_t oms_file_open(struct oms_file *file, int64_t unused);
OMS_EXPORT int64_t oms_file_describe(struct oms_file *file, int64_t unused);
/* Reads `length` bytes at `offset`, fewer only at the end of the file. Returns the number of bytes. */
OMS_EXPORT int64_t oms_file_read(struct oms_file *file, int64_t unused);
/* Advises the page cache to drop the range. */
OMS_EXPORT int64_t oms_file_forget(struct oms_file *file, int64_t unused);
OMS_EXPORT int64_t oms_file_close(struct oms_file *file, int64_t unused);

#endif
