// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names that tools and file systems, not authors of models, leave in folders. Knowing them makes a
 * message helpful and decides nothing: a server could load what lies there. What interpreters run,
 * such as compiled Python, is not among them: nobody should be advised to accept it.
 */
final class Droppings {
  private static final List<String> NAMES =
      List.of(
          "#recycle",
          "#snapshot",
          "$RECYCLE.BIN",
          "..data",
          ".@__thumb",
          ".AppleDouble",
          ".DS_Store",
          ".Spotlight-V100",
          ".TemporaryItems",
          ".Trashes",
          ".apdisk",
          ".cache/huggingface",
          ".fseventsd",
          ".git",
          ".glusterfs",
          ".hg",
          ".huggingface",
          ".ipynb_checkpoints",
          ".locks",
          ".metadata_never_index",
          ".msc",
          ".no_exist",
          ".snap",
          ".snapshot",
          ".snapshots",
          ".stfolder",
          ".stversions",
          ".svn",
          ".zfs",
          "@Recently-Snapshot",
          "@Recycle",
          "@eaDir",
          "System Volume Information",
          "Thumbs.db",
          "__MACOSX",
          "desktop.ini",
          "lost+found",
          "~snapshot");

  /**
   * Attributes that macOS keeps beside each file where a file system has none; files that were
   * deleted while they were open, on NFS and on FUSE mounts; the bin of each user; versions of a
   * mounted ConfigMap; downloads that have not ended; what editors write beside an open file.
   */
  private static final Pattern FAMILIES =
      Pattern.compile(
          "\\._.+|\\.nfs[0-9a-f]{8,}|\\.fuse_hidden[0-9a-f]{8,}|\\.Trash-[0-9]+"
              + "|\\.\\.[0-9]{4}(?:_[0-9]{2}){5}\\.[0-9]+"
              + "|.+\\.(?:incomplete|part|crdownload|aria2)|~\\$.+|\\..+\\.sw[op]");

  /** Files that are looked at: what a tool leaves is among the first, or is not the matter. */
  private static final int MOST = 1000;

  private Droppings() {}

  /**
   * What to do about unsigned files; empty unless such names are among them.
   *
   * @param extra files that are there and were not signed
   */
  static Optional<String> hint(List<String> extra) {
    return extra.stream()
        .limit(MOST)
        .flatMap(Droppings::among)
        .findFirst()
        .map(
            name ->
                "hint: '%s' is left by a tool or a file system; remove it, have signers leave it out, or name it in models.ignoredPaths of the policy"
                    .formatted(name));
  }

  /** At any depth: file managers leave them in every folder. */
  private static Stream<String> among(String file) {
    String whole = "/" + file + "/";
    return Stream.concat(
        NAMES.stream().filter(name -> whole.contains("/" + name + "/")),
        Arrays.stream(file.split("/", -1)).filter(name -> FAMILIES.matcher(name).matches()));
  }
}
