// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.Snapshot;
import dev.sigstore.tuf.model.Targets;
import dev.sigstore.tuf.model.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The TUF metadata that an earlier fetch left in a folder. Only the root and the versions matter; a
 * damaged file counts as never seen.
 */
final class SeenMetadata {
  /** In the order in which they are stored. */
  static final List<String> FILES =
      List.of("root.json", "timestamp.json", "snapshot.json", "targets.json");

  private final Path folder;
  private final Optional<Root> root;
  private final Optional<Integer> timestamp;
  private final Optional<Integer> snapshot;
  private final Optional<Integer> targets;

  private SeenMetadata(Path folder, FileSystemTufStore store) throws IOException {
    this.folder = folder;
    this.root = read(store, RootRole.ROOT, Root.class);
    this.timestamp = version(read(store, RootRole.TIMESTAMP, Timestamp.class));
    this.snapshot = version(read(store, RootRole.SNAPSHOT, Snapshot.class));
    this.targets = version(read(store, RootRole.TARGETS, Targets.class));
  }

  static SeenMetadata in(Path folder) throws IOException {
    return new SeenMetadata(folder, FileSystemTufStore.newFileSystemStore(folder));
  }

  private static <T extends SignedTufMeta<?>> Optional<T> read(
      FileSystemTufStore store, String role, Class<T> type) throws IOException {
    try {
      Optional<T> found = store.readMeta(role, type);
      version(found); // the content is parsed only on access
      return found;
    } catch (JsonParseException | RuntimeException e) {
      return Optional.empty(); // the parser throws unchecked exceptions on incomplete files
    }
  }

  private static Optional<Integer> version(Optional<? extends SignedTufMeta<?>> metadata) {
    return metadata.map(SeenMetadata::version);
  }

  private static int version(SignedTufMeta<?> metadata) {
    try {
      return metadata.getSignedMeta().getVersion();
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Copies the root, if there is one, to another folder. */
  void copyRoot(Path other) throws IOException {
    if (root.isPresent()) {
      Files.copy(folder.resolve("root.json"), other.resolve("root.json"));
    }
  }

  /**
   * Refuses metadata with lower versions. After a key rotation, versions start again (TUF
   * specification, 5.3.11): whoever held the old keys may have signed the highest possible version.
   */
  void checkNotOlder(TrustedMetaStore now) throws IOException, JsonParseException {
    Root newRoot = now.getRoot();
    if (!isRotated(newRoot, RootRole.TIMESTAMP) && !isRotated(newRoot, RootRole.SNAPSHOT)) {
      checkNotOlder(RootRole.TIMESTAMP, timestamp, version(now.getTimestamp()));
      checkNotOlder(RootRole.SNAPSHOT, snapshot, version(now.getSnapshot()));
    }
    if (!isRotated(newRoot, RootRole.TARGETS)) {
      checkNotOlder(RootRole.TARGETS, targets, version(now.getTargets()));
    }
  }

  private boolean isRotated(Root newRoot, String role) throws JsonParseException {
    return root.isPresent() && !keys(root.get(), role).containsAll(keys(newRoot, role));
  }

  private static List<String> keys(Root of, String role) throws JsonParseException {
    RootRole found = of.getSignedMeta().getRoles().get(role);
    return found == null ? List.of() : found.getKeyids();
  }

  private void checkNotOlder(String role, Optional<Integer> seen, int served) throws IOException {
    if (seen.isPresent() && served < seen.get()) {
      throw new IOException(
          "%s.json has version %d, but version %d was seen before; use a mirror that is up to date"
              .formatted(role, served, seen.get()));
    }
  }
}
