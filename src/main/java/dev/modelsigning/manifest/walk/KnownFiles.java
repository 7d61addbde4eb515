// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ManifestEntry;
import java.util.List;

/** Files whose digests are known, so that they need not be read. */
@FunctionalInterface
public interface KnownFiles {
  /** Knows none. */
  KnownFiles NONE = (name, file) -> List.of();

  /**
   * Asked once for every file of a model, before any is read, after the walk has refused what does
   * not belong into a model.
   *
   * @param name from the model's root
   * @param file as the walk saw it
   * @return its entries, or nothing when it has to be read
   */
  List<ManifestEntry> entriesOf(String name, FileIdentity file);
}
