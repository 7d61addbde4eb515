// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to hash as the walk saw it.
 *
 * @param name from the model root
 * @param path where it is; never a link
 * @param identity what tells that it was changed or replaced
 */
public record ModelFile(String name, Path path, FileIdentity identity) {
  public long size() {
    return identity.size();
  }

  /**
   * Whether a look at it sees the file that the walk saw, with the content that it had then.
   *
   * @throws IOException when that cannot be told
   */
  public boolean isStill(FileIdentity now) throws IOException {
    return now.equals(identity)
        || (now.withInode(identity.inode()).equals(identity) && inodesComeAndGo());
  }

  /**
   * File systems in user space, buckets above all, may number a file anew when it was forgotten.
   */
  private boolean inodesComeAndGo() throws IOException {
    return Files.getFileStore(path).type().startsWith("fuse");
  }

  public ModelContentException changed() {
    return changed(name, "was changed");
  }

  /** The refusal of a file that did not stay as it was. */
  public static ModelContentException changed(String name, String what) {
    return new ModelContentException(
        Reason.CHANGED_WHILE_READING,
        name,
        "'%s' %s while the model was read; stop what writes to the model and try again"
            .formatted(ResourceNames.printable(name), what));
  }
}
