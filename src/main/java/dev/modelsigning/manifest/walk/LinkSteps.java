// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Follows a path one component at a time, as the kernel does, and says whether every step stays
 * beneath a folder. A way that leaves the folder and comes back, or that names an absolute path,
 * ends somewhere else where the same files are mounted at another place.
 */
public final class LinkSteps {
  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  private static final Path PARENT = Path.of("..");
  private static final Path SAME = Path.of(".");

  private LinkSteps() {}

  /**
   * What is wrong with a way: it completes "the link leads ..."; empty if all of it is beneath the
   * folder, links included.
   *
   * @param fence a real path, where the way begins
   * @param way relative
   */
  public static Optional<String> problem(Path fence, Path way) throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    way.forEach(ahead::addLast);
    Path at = fence;
    int links = 0;
    while (!ahead.isEmpty()) {
      Path step = ahead.removeFirst();
      if (step.equals(PARENT)) {
        at = at.getParent();
        if (at == null || !at.startsWith(fence)) {
          return Optional.of("out of the model on its way, by a step above its root");
        }
      } else if (!step.equals(SAME)) {
        Path next = at.resolve(step);
        if (!Files.isSymbolicLink(next)) {
          at = next;
          continue;
        }
        Path target = Files.readSymbolicLink(next);
        if (target.isAbsolute()) {
          return Optional.of(
              "through the absolute path '" + ResourceNames.printable(target.toString()) + "'");
        }
        if (++links > MAX_LINKS) {
          return Optional.of("through more than " + MAX_LINKS + " other links");
        }
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
          ahead.addFirst(target.getName(i));
        }
      }
    }
    return Optional.empty();
  }
}
