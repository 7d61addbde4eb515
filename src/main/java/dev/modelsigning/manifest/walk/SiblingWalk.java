// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.CodePointOrder;
import dev.modelsigning.manifest.Siblings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lists what lies beside a model on its volume. It refuses nothing: what cannot be listed counts as
 * more than was listed, so that nobody takes the list for all there is.
 */
public final class SiblingWalk {
  /** Most names that are looked at in all directories together. */
  private static final int MAX_NAMES = 10_000;

  private final Predicate<Path> known;
  private final List<String> paths = new ArrayList<>();
  private int more;
  private int looked;

  private SiblingWalk(Predicate<Path> known) {
    this.known = known;
  }

  /**
   * The siblings of a model.
   *
   * @param root a real path
   * @param model the way to the model below the root, as it was named
   * @param known what is not listed, because it belongs to the model
   */
  public static Siblings of(Path root, Path model, Predicate<Path> known) {
    SiblingWalk walk = new SiblingWalk(known);
    Path at = root;
    String prefix = "";
    for (Path step : model.normalize()) {
      String name = step.toString();
      Path next = at.resolve(step);
      if (!name.isEmpty() && !walk.list(at, next, prefix)) {
        break;
      }
      at = next;
      prefix += name + "/";
    }
    walk.paths.sort(CodePointOrder.INSTANCE);
    return new Siblings(walk.paths, walk.more);
  }

  /** Whether the way leads on. */
  private boolean list(Path directory, Path way, String prefix) {
    // The directory behind a link has siblings elsewhere.
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(way)) {
      more++;
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (++looked > MAX_NAMES) {
          more++;
          return false;
        }
        if (!entry.equals(way) && !LostAndFound.isUntouched(entry) && !known.test(entry)) {
          add(prefix, entry);
        }
      }
      return true;
    } catch (IOException | DirectoryIteratorException e) {
      more++;
      return false;
    }
  }

  /** A name that cannot be written as it is could be taken for another one. */
  private void add(String prefix, Path entry) {
    FileNames.of(entry).ifPresentOrElse(name -> paths.add(prefix + name), () -> more++);
  }
}
