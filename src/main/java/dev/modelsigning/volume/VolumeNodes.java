// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that can mount a volume. A volume of type {@code local} or {@code hostPath} is a
 * directory of the node that mounts it: under one name, every such node may hold other bytes.
 */
public final class VolumeNodes {
  private VolumeNodes() {}

  /** Whether the volume is a directory of the node that mounts it. */
  public static boolean isNodeLocal(PersistentVolume volume) {
    var spec = volume.getSpec();
    return spec.getLocal() != null || spec.getHostPath() != null;
  }

  /**
   * Those of the nodes that the volume's node affinity allows; all of them when it has none. A
   * requirement that cannot be evaluated excludes no node.
   */
  public static List<ObjectMeta> allowed(
      PersistentVolume volume, Collection<? extends ObjectMeta> nodes) {
    return nodes.stream().filter(node -> allows(volume, node)).<ObjectMeta>map(n -> n).toList();
  }

  private static boolean allows(PersistentVolume volume, ObjectMeta node) {
    var affinity = volume.getSpec().getNodeAffinity();
    if (affinity == null || affinity.getRequired() == null) {
      return true;
    }
    List<NodeSelectorTerm> terms = affinity.getRequired().getNodeSelectorTerms();
    return terms == null || terms.stream().anyMatch(term -> matches(term, node));
  }

  /** An empty term matches no node. */
  private static boolean matches(NodeSelectorTerm term, ObjectMeta node) {
    List<NodeSelectorRequirement> labels = list(term.getMatchExpressions());
    List<NodeSelectorRequirement> fields = list(term.getMatchFields());
    return !(labels.isEmpty() && fields.isEmpty())
        && labels.stream().allMatch(r -> matches(r, labels(node).get(r.getKey())))
        && fields.stream().allMatch(r -> matches(r, field(r, node)));
  }

  private static boolean matches(NodeSelectorRequirement requirement, @Nullable String value) {
    List<String> values = list(requirement.getValues());
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case null, default -> true;
    };
  }

  private static @Nullable String field(NodeSelectorRequirement requirement, ObjectMeta node) {
    return Objects.equals(requirement.getKey(), "metadata.name") ? node.getName() : null;
  }

  private static Map<String, String> labels(ObjectMeta node) {
    return Objects.requireNonNullElse(node.getLabels(), Map.of());
  }

  private static <T> List<T> list(@Nullable List<T> items) {
    return items == null ? List.of() : items;
  }

  /** Names of nodes for a message: the first few. */
  public static String names(List<ObjectMeta> nodes) {
    int shown = 5;
    Stream<String> first = nodes.stream().map(ObjectMeta::getName).sorted().limit(shown);
    String names = String.join(", ", first.toList());
    return nodes.size() > shown ? names + " and " + (nodes.size() - shown) + " more" : names;
  }
}
