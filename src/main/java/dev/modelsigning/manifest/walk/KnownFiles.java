// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ManifestEntry;
import java.util.List;

/** Files whose digests are known, so that they need not be read. */
@FunctionalInterface
public interface KnownFiles {
  /** No file is known. */
  KnownFiles NONE = (name, file) -> List.of();

  /**
   * Called once, before {@link #entriesOf} and before any file is read, with all files of a model.
   *
   * @throws ModelContentException if the model is not to be read
   */
  default void found(List<ModelFile> files) throws ModelContentException {}

  /**
   * Called once for every file of a model, before any is read, and after the walk has refused what
   * is not allowed in a model.
   *
   * @param name relative to the model's root
   * @param file as the walk saw it
   * @return its entries; empty if it has to be read
   */
  List<ManifestEntry> entriesOf(String name, FileIdentity file);
}
