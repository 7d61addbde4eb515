// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Operating system and architecture of a node, by which a runtime chooses among the images of an
 * index. The labels are the kubelet's.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 */
public record NodePlatform(String os, String architecture) {
  /** Label with the operating system. */
  public static final String OS_LABEL = "kubernetes.io/os";

  /** Label with the architecture. */
  public static final String ARCHITECTURE_LABEL = "kubernetes.io/arch";

  /** Architectures of which runtimes choose by the model of the processor too. */
  private static final Set<String> OF_SEVERAL_VARIANTS = Set.of("arm");

  /** The platform of a node; empty when its labels do not say. */
  public static Optional<NodePlatform> of(ObjectMeta node) {
    Map<String, String> labels = Objects.requireNonNullElse(node.getLabels(), Map.of());
    return Optional.ofNullable(labels.get(OS_LABEL))
        .flatMap(
            os ->
                Optional.ofNullable(labels.get(ARCHITECTURE_LABEL))
                    .map(architecture -> new NodePlatform(os, architecture)));
  }

  /** The platforms of nodes; an empty one stands for those that do not say. */
  public static Set<Optional<NodePlatform>> of(Collection<? extends ObjectMeta> nodes) {
    return nodes.stream().map(NodePlatform::of).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether all nodes of this platform get the same image of an index. */
  public boolean isUniform() {
    return !OF_SEVERAL_VARIANTS.contains(architecture);
  }

  /** Whether an image can be measured for it: on Linux, where measuring Jobs run. */
  public boolean isMeasurable() {
    return isUniform() && os.equals("linux");
  }

  /** For messages: five of them at most, in the order of their names. */
  public static String names(Collection<NodePlatform> platforms) {
    return platforms.stream()
        .map(NodePlatform::text)
        .sorted()
        .limit(5)
        .collect(Collectors.joining(", "));
  }

  /** The labels by which a pod is kept on nodes of this platform. */
  public Map<String, String> labels() {
    return Map.of(OS_LABEL, os, ARCHITECTURE_LABEL, architecture);
  }

  /** Stands for it in names of objects. */
  String key() {
    return (os + "-" + architecture).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
  }

  /** As the status shows it, such as {@code linux/amd64}. */
  public String text() {
    return os + "/" + architecture;
  }
}
