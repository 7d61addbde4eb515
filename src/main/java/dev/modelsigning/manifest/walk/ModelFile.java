// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to hash, as the walk saw it.
 *
 * @param name relative to the model's root
 * @param path never a link
 * @param identity shows later whether the file was changed or replaced
 * @param doubt whether the identity can show that
 */
public record ModelFile(String name, Path path, FileIdentity identity, TimeDoubt doubt) {
  /** A file of no walk. */
  public ModelFile(String name, Path path, FileIdentity identity) {
    this(name, path, identity, new TimeDoubt());
  }

  public long size() {
    return identity.size();
  }

  /**
   * Whether this identity, read later, shows the same file with the same content, or, on storage
   * that keeps no reliable times, does not show the contrary; then the doubt is raised.
   *
   * @throws IOException if that cannot be determined
   */
  public boolean isStill(FileIdentity now) throws IOException {
    return now.equals(identity)
        || (now.withInode(identity.inode()).equals(identity) && inodesComeAndGo())
        || (now.device() == identity.device()
            && now.size() == identity.size()
            && doubt.allows(path, identity));
  }

  /**
   * File systems in user space, such as mounted buckets, may give a file a new inode number after
   * its old one left their cache.
   */
  private boolean inodesComeAndGo() throws IOException {
    return Files.getFileStore(path).type().startsWith("fuse");
  }

  public ModelContentException changed() {
    return changed(name, "was changed");
  }

  /** The refusal of a file that did not change, and has more bytes than the walk was told. */
  public ModelContentException longerThanItsSize() {
    return new ModelContentException(
        Reason.CHANGED_WHILE_READING,
        name,
        "'%s' has more content than the %d bytes that its file system states, as files of /proc have; put a copy of it in its place"
            .formatted(ResourceNames.printable(name), size()));
  }

  /** The refusal of a file that changed meanwhile. */
  public static ModelContentException changed(String name, String what) {
    return new ModelContentException(
        Reason.CHANGED_WHILE_READING,
        name,
        "'%s' %s while the model was read; stop the programs that write to the model and try again"
            .formatted(ResourceNames.printable(name), what));
  }
}
