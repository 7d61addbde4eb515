// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Attributes that show, on a local file system, that a file was not written since: the kernel sets
 * the change time with every write, and no program can choose it. Stores through a memory map are
 * the exception: only the first store to a page sets it until that page is written back.
 *
 * @param device number of the file system
 * @param inode number of the file on it
 * @param size bytes
 * @param modifiedNanos time of the last write, nanoseconds since 1970; programs may set it
 * @param changedNanos time of the last change to content or attributes, nanoseconds since 1970
 */
public record FileIdentity(
    long device, long inode, long size, long modifiedNanos, long changedNanos) {

  /**
   * The identity of the file at a path; a link is not followed.
   *
   * @throws IOException if it cannot be read, and on systems without inodes
   */
  public static FileIdentity of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      throw new IOException("the file system reports no inode and change time of " + file);
    }
    Map<String, Object> attributes =
        Files.readAttributes(
            file, "unix:dev,ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    return new FileIdentity(
        number(attributes, "dev"),
        number(attributes, "ino"),
        number(attributes, "size"),
        nanos(attributes, "lastModifiedTime"),
        nanos(attributes, "ctime"));
  }

  /** The same file with another inode number, as some file systems report it later. */
  FileIdentity withInode(long number) {
    return new FileIdentity(device, number, size, modifiedNanos, changedNanos);
  }

  private static long number(Map<String, Object> attributes, String name) {
    return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
  }

  private static long nanos(Map<String, Object> attributes, String name) {
    return ((FileTime) Objects.requireNonNull(attributes.get(name), name)).to(TimeUnit.NANOSECONDS);
  }
}
