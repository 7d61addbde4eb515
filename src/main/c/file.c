/* SPDX-License-Identifier: Apache-2.0 */
/* Reads model files like java.nio, without its objects per file and per read. */
#define _GNU_SOURCE
#include "oms.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Times out of range become the nearest value, as in Java's FileTime. */
static int64_t nanos(struct timespec time) {
  int64_t result;
  if (!__builtin_mul_overflow(time.tv_sec, (int64_t)1000000000, &result) &&
      !__builtin_add_overflow(result, (int64_t)time.tv_nsec, &result)) {
    return result;
  }
  return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
}

int64_t oms_file_describe(struct oms_file *file, int64_t unused) {
  (void)unused;
  struct stat stat;
  if (fstat((int)file->descriptor, &stat) != 0) return -errno;
  if (!S_ISREG(stat.st_mode)) return -EINVAL;
  file->identity[0] = (int64_t)stat.st_dev;
  file->identity[1] = (int64_t)stat.st_ino;
  file->identity[2] = stat.st_size;
  file->identity[3] = nanos(stat.st_mtim);
  file->identity[4] = nanos(stat.st_ctim);
  return 0;
}

int64_t oms_file_open(struct oms_file *file, int64_t unused) {
  (void)unused;
  /* O_NONBLOCK, since opening a FIFO in the place of the file would block. */
  int descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return -errno;
  file->descriptor = descriptor;
  int64_t status = oms_file_describe(file, 0);
  if (status < 0) close(descriptor);
  return status;
}

int64_t oms_file_read(struct oms_file *file, int64_t unused) {
  (void)unused;
  int64_t done = 0;
  while (done < file->length) {
    ssize_t count = pread((int)file->descriptor, file->buffer + done, (size_t)(file->length - done), file->offset + done);
    if (count == 0) break;
    if (count > 0) {
      done += count;
    } else if (errno != EINTR) {
      return -errno;
    }
  }
  return done;
}

int64_t oms_file_forget(struct oms_file *file, int64_t unused) {
  (void)unused;
  return -posix_fadvise((int)file->descriptor, file->offset, file->length, POSIX_FADV_DONTNEED);
}

int64_t oms_file_close(struct oms_file *file, int64_t unused) {
  (void)unused;
  return close((int)file->descriptor) == 0 ? 0 : -errno;
}
