// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a policy accepts what lies at the ignored paths of a model: nobody signed it, and a
 * server may load it. The operator and the webhook both ask, so that an edit of the policy holds at
 * once.
 */
public final class UnsignedContent {
  private static final int NAMED = 3;

  private UnsignedContent() {}

  /**
   * What the policy does not accept, as the end of a sentence; empty if it accepts everything.
   *
   * @param measured what was measured, if anything was
   * @param rules of the policy, if it has any
   */
  public static Optional<String> objection(
      @Nullable ManifestStatus measured, @Nullable ModelRules rules) {
    if (measured == null) {
      return Optional.empty();
    }
    List<IgnoredPathStatus> ignored = measured.ignored == null ? List.of() : measured.ignored;
    if (ignored.isEmpty() && measured.ignoredMore == null) {
      return Optional.empty();
    }
    List<IgnoredPathStatus> refused =
        ignored.stream()
            .filter(path -> path.kind != IgnoredKind.Empty && !isAccepted(path.path, rules))
            .toList();
    int more = measured.ignoredMore == null ? 0 : measured.ignoredMore;
    if (refused.isEmpty() && more == 0) {
      return Optional.empty();
    }
    String named =
        refused.stream()
            .limit(NAMED)
            .map(UnsignedContent::described)
            .collect(Collectors.joining(", "));
    int others = refused.size() - Math.min(NAMED, refused.size()) + more;
    if (others == 0) {
      return Optional.of(named);
    }
    return Optional.of(
        named.isEmpty() ? others + " paths, too many to list" : named + " and " + others + " more");
  }

  /** The paths of the model at which something lies that nobody signed, as far as it is listed. */
  public static Stream<String> paths(@Nullable ManifestStatus measured) {
    return measured == null || measured.ignored == null
        ? Stream.empty()
        : measured.ignored.stream().flatMap(ignored -> Stream.ofNullable(ignored.path));
  }

  /**
   * Whether a path of the model is at or below a path where something lies that nobody signed. A
   * pod that mounts it by a subPath sees nothing else, whatever the policy accepts. Paths that
   * differ in case only are one, as they are for some file systems.
   *
   * @param path relative to the directory of the model
   */
  public static boolean isAt(@Nullable ManifestStatus measured, String path) {
    return measured != null
        && measured.ignored != null
        && measured.ignored.stream()
            .anyMatch(
                ignored ->
                    ignored.path != null
                        && contains(
                            ignored.path.toLowerCase(Locale.ROOT), path.toLowerCase(Locale.ROOT)));
  }

  private static boolean contains(String path, String other) {
    return other.equals(path) || other.startsWith(path + "/");
  }

  /** A path that the policy names is accepted with everything below it. */
  private static boolean isAccepted(@Nullable String path, @Nullable ModelRules rules) {
    return path != null
        && rules != null
        && Stream.ofNullable(rules.ignoredPaths)
            .flatMap(List::stream)
            .anyMatch(accepted -> contains(accepted, path));
  }

  private static String described(IgnoredPathStatus path) {
    String names =
        path.names == null || path.names.isEmpty() ? "" : ": " + String.join(", ", path.names);
    String more = Boolean.FALSE.equals(path.complete) ? " or more" : "";
    return "'"
        + path.path
        + "' ("
        + path.kind
        + ", "
        + path.files
        + more
        + (Long.valueOf(1).equals(path.files) ? " file" : " files")
        + names
        + ")";
  }
}
