// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names that tools and file systems, not authors of models, leave in folders. Knowing them makes a
 * message helpful and decides nothing: a server could load what lies there.
 */
final class Droppings {
  private static final Set<String> NAMES =
      Set.of(
          ".DS_Store",
          ".Spotlight-V100",
          ".Trash-0",
          ".Trash-1000",
          ".Trashes",
          ".cache/huggingface",
          ".fseventsd",
          ".ipynb_checkpoints",
          ".nfs",
          ".snapshot",
          ".snapshots",
          "#recycle",
          "#snapshot",
          "@eaDir",
          "System Volume Information",
          "Thumbs.db",
          "desktop.ini",
          "lost+found");

  private Droppings() {}

  /**
   * What to do about unsigned files; empty unless such names are among them.
   *
   * @param extra files that are there and were not signed
   */
  static Optional<String> hint(List<String> extra) {
    return extra.stream()
        .flatMap(file -> NAMES.stream().filter(name -> isBelow(file, name)))
        .findFirst()
        .map(
            name ->
                "hint: '%s' is left by a tool or a file system; remove it, have signers leave it out, or name it in models.ignoredPaths of the policy"
                    .formatted(name));
  }

  /** At any depth: file managers leave them in every folder. */
  private static boolean isBelow(String file, String name) {
    return ("/" + file + "/").contains("/" + name + "/");
  }
}
