// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.image;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a modelcar runs: it makes a link to its own {@code /models} and sleeps. Only the words that
 * KServe gives it are known, since any other program could do anything.
 *
 * @param link absolute path of the link in the container, without {@code .} and {@code ..}
 */
record ModelcarScript(String link) {
  private static final String PATH = "((?:/[A-Za-z0-9._-]{1,255}){1,32})";

  /** Kubernetes makes one dollar sign of two; the shell makes its number of the two that remain. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?:mkdir -p "
              + PATH
              + " && )?ln -sf /proc/\\$\\$\\$\\$/root/models "
              + PATH
              + " && sleep infinity");

  private static final int LONGEST = 1_024;

  /** The script of a container, in its command or its arguments; empty when it runs another one. */
  static Optional<ModelcarScript> of(Container container) {
    List<String> words =
        Stream.of(container.getCommand(), container.getArgs())
            .flatMap(list -> Objects.requireNonNullElse(list, List.<String>of()).stream())
            .toList();
    if (words.size() != 3
        || !"sh".equals(words.get(0))
        || !"-c".equals(words.get(1))
        || words.get(2) == null
        || words.get(2).length() > LONGEST) {
      return Optional.empty();
    }
    Matcher script = SCRIPT.matcher(words.get(2));
    if (!script.matches() || !isPlain(script.group(2))) {
      return Optional.empty();
    }
    String folder = script.group(1);
    return folder == null || folder.equals(parent(script.group(2)))
        ? Optional.of(new ModelcarScript(script.group(2)))
        : Optional.empty();
  }

  /** The directory that holds the link. */
  String folder() {
    return parent(link);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static boolean isPlain(String path) {
    return !(path + "/").contains("/./") && !(path + "/").contains("/../");
  }
}
