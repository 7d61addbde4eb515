// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.walk.FileIdentity;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The identities of a model's files at the time a bundle was made: one file per bundle in {@code
 * $XDG_STATE_HOME/oms/identities} (else {@code ~/.local/state}), named by the bundle's SHA-256.
 *
 * <p>Write access to these files would make {@code oms} take a changed file for an unchanged one.
 * So a record is used only if folder and file belong to the current user and only that user may
 * write to them. Nothing is kept next to a model or a bundle, where others may write.
 */
final class IdentityStore {
  /** Most bytes of a record: about a million files. */
  private static final int LIMIT = 256 << 20;

  /** Most bundles with a record; the oldest records are removed. */
  private static final int KEPT = 64;

  /** File systems whose change times this kernel sets, from this machine's clock. */
  private static final Set<String> LOCAL =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "overlay", "zfs");

  private static final Set<PosixFilePermission> WRITE_BY_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path folder;

  private IdentityStore(Path folder) {
    this.folder = folder;
  }

  /** The current user's store; empty without a home folder. */
  static Optional<IdentityStore> of(Map<String, String> environment) {
    Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    if (!state.isAbsolute()) {
      Path home = Path.of(environment.getOrDefault("HOME", ""));
      if (!home.isAbsolute()) {
        return Optional.empty();
      }
      state = home.resolve(".local/state");
    }
    return Optional.of(new IdentityStore(state.resolve("oms").resolve("identities")));
  }

  /** Whether change times below this path are reliable. */
  static boolean reliesOn(Path model) throws IOException {
    FileStore store = Files.getFileStore(model);
    return LOCAL.contains(store.type());
  }

  /**
   * The identities recorded with a bundle.
   *
   * @throws RefusedException if there is no usable record
   */
  Map<String, FileIdentity> read(byte[] bundle) throws IOException, RefusedException {
    Digest digest = Digest.sha256(bundle);
    Path file = folder.resolve(digest.hex());
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RefusedException("this user has no record for this bundle");
    }
    for (Path path : List.of(folder, file)) {
      if (!isPrivate(path)) {
        throw new RefusedException(path + " belongs to, or is writable for, another user");
      }
    }
    if (Files.size(file) > LIMIT) {
      throw new RefusedException(file + " is larger than " + LIMIT + " bytes");
    }
    return IdentityFormat.decode(Files.readAllBytes(file), digest);
  }

  /** Records the identities of a bundle's files, and removes the oldest records. */
  void write(byte[] bundle, Map<String, FileIdentity> identities) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Digest digest = Digest.sha256(bundle);
    Path draft = Files.createTempFile(folder, ".", ".tmp"); // readable for its owner only
    try {
      Files.write(draft, IdentityFormat.encode(identities, digest));
      Files.move(draft, folder.resolve(digest.hex()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    prune();
  }

  private void prune() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> oldestFirst = files.sorted(Comparator.comparing(IdentityStore::written)).toList();
      for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - KEPT))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) { // removed by another process meanwhile
      return FileTime.fromMillis(0);
    }
  }

  private static boolean isPrivate(Path path) throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Set<PosixFilePermission> writers =
        new HashSet<>(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    writers.retainAll(WRITE_BY_OTHERS);
    return writers.isEmpty()
        && user.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  /** The record cannot be used, so every file has to be hashed. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }

    RefusedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
