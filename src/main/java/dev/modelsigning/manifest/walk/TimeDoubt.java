// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the times and inode numbers of files prove that nobody wrote to them. The file systems of
 * the kernel set a change time with every write. Mounted buckets and shares of other systems may
 * change it when a file is read, give all files the same one, or let it go back; there, only the
 * content tells a change from noise. One for each walk over a model; safe for use by several
 * threads.
 */
public final class TimeDoubt {
  /** Local file systems, whose change time no program can choose. */
  private static final Set<String> RELIABLE =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "zfs",
          "f2fs",
          "jfs",
          "bcachefs",
          "tmpfs",
          "ramfs",
          "overlay",
          "squashfs",
          "erofs",
          "iso9660");

  /** Asks for the kind of storage of a file. */
  @FunctionalInterface
  public interface Storage {
    /** Storage as the operating system names it; an unknown kind keeps no reliable times. */
    Storage BY_TYPE = file -> RELIABLE.contains(Files.getFileStore(file).type());

    /** Whether every write to the file moves its change time, and nothing else does. */
    boolean keepsTimes(Path file) throws IOException;
  }

  private final Storage storage;
  private final Map<Long, Boolean> keeping = new ConcurrentHashMap<>();
  private volatile boolean raised;

  /** Over storage of this kind. */
  public TimeDoubt(Storage storage) {
    this.storage = storage;
  }

  /** Nothing is doubtful yet. */
  public TimeDoubt() {
    this(Storage.BY_TYPE);
  }

  /**
   * Whether a file whose times or inode number moved, and whose size did not, may still have its
   * content; from then on the content has to show that.
   */
  boolean allows(Path file, FileIdentity identity) throws IOException {
    if (keepsTimes(file, identity)) {
      return false;
    }
    raised = true;
    return true;
  }

  boolean isRaised() {
    return raised;
  }

  boolean keepsTimes(Path file, FileIdentity identity) throws IOException {
    Boolean known = keeping.get(identity.device());
    if (known == null) {
      known = storage.keepsTimes(file);
      keeping.put(identity.device(), known);
    }
    return known;
  }
}
