// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import dev.modelsigning.text.Printable;
import java.util.ArrayList;
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
          ".Trash",
          ".Trashes",
          ".VolumeIcon.icns",
          ".apdisk",
          ".autorelabel",
          ".bzr",
          ".cache/huggingface",
          ".directory",
          ".dropbox",
          ".dvc",
          ".dvcignore",
          ".fseventsd",
          ".git",
          ".glusterfs",
          ".hg",
          ".huggingface",
          ".idea",
          ".ipynb_checkpoints",
          ".locks",
          ".metadata_never_index",
          ".msc",
          ".mypy_cache",
          ".nextcloudsync.log",
          ".no_exist",
          ".owncloudsync.log",
          ".rsync-partial",
          ".snap",
          ".snapshot",
          ".snapshots",
          ".stfolder",
          ".stversions",
          ".svn",
          ".sync",
          ".vscode",
          ".xet",
          ".zfs",
          "@Recently-Snapshot",
          "@Recycle",
          "@eaDir",
          "CVS",
          "Desktop.ini",
          "Icon\r",
          "System Volume Information",
          "Thumbs.db",
          "__MACOSX",
          "aquota.group",
          "aquota.user",
          "desktop.ini",
          "ehthumbs.db",
          "lost+found",
          "nohup.out",
          "~snapshot");

  /**
   * Attributes that macOS keeps beside each file where a file system has none; files that were
   * deleted while they were open, on NFS and on FUSE mounts; the bin of each user; versions of a
   * mounted ConfigMap; downloads that have not ended; what editors write beside an open file, and
   * copies of it; what synchronizes folders; marks of layers of images; dumps of processes.
   */
  private static final Pattern FAMILIES =
      Pattern.compile(
          "\\._.+|\\.nfs[0-9a-f]{8,}|\\.fuse_hidden[0-9a-f]{8,}|\\.Trash-[0-9]+"
              + "|\\.\\.[0-9]{4}(?:_[0-9]{2}){5}\\.[0-9]+"
              + "|.+\\.(?:incomplete|part|crdownload|aria2)|~\\$.+|\\..+\\.sw[op]"
              + "|.+~|#.+#|\\.~lock\\..+#|\\.syncthing\\..+\\.tmp|\\.sync_[0-9a-f]+\\.db"
              + "|\\.wh\\..+|\\.com\\.apple\\.timemachine\\..+|core\\.[0-9]+");

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
                    .formatted(Printable.shortened(name)));
  }

  /** The paths of what tools left, at any depth: file managers leave it in every folder. */
  private static Stream<String> among(String file) {
    String whole = "/" + file + "/";
    return Stream.concat(
        NAMES.stream()
            .filter(name -> whole.contains("/" + name + "/"))
            .map(name -> whole.substring(1, whole.indexOf("/" + name + "/") + 1 + name.length())),
        ofFamilies(file).stream());
  }

  private static List<String> ofFamilies(String file) {
    List<String> found = new ArrayList<>(0);
    for (int start = 0, end; start <= file.length(); start = end + 1) {
      int slash = file.indexOf('/', start);
      end = slash < 0 ? file.length() : slash;
      if (FAMILIES.matcher(file.substring(start, end)).matches()) {
        found.add(file.substring(0, end));
      }
    }
    return found;
  }
}
