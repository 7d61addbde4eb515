// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a pod runs, or may run, as far as it says so itself. The label with a node's host name is
 * usually its name; where it is not, the pod is judged by its node once it is bound to one.
 *
 * @param bound the node, once it is known
 * @param pinned the only nodes that the pod accepts; empty when it does not name them
 * @param selected labels that its node has to have
 */
public record PodNodes(
    Optional<String> bound, Optional<Set<String>> pinned, Map<String, String> selected) {
  private static final String HOST_NAME = "kubernetes.io/hostname";
  private static final String NAME = "metadata.name";
  private static final String IN = "In";
  private static final String WINDOWS = "windows";

  /** Copies. */
  public PodNodes {
    pinned = pinned.map(Set::copyOf);
    selected = Map.copyOf(selected);
  }

  /** Reads a pod. */
  public static PodNodes of(PodSpec spec) {
    Optional<String> bound =
        Optional.ofNullable(spec.getNodeName()).filter(name -> !name.isEmpty());
    return new PodNodes(
        bound, bound.isPresent() ? bound.map(Set::of) : pinned(spec), selected(spec));
  }

  /** A kubelet refuses pods that name another operating system than its own. */
  private static Map<String, String> selected(PodSpec spec) {
    Map<String, String> labels =
        Objects.requireNonNullElse(spec.getNodeSelector(), Map.<String, String>of());
    if (spec.getOs() == null || spec.getOs().getName() == null) {
      return labels;
    }
    Map<String, String> both = new HashMap<>(labels);
    both.put(NodePlatform.OS_LABEL, spec.getOs().getName());
    return both;
  }

  /** Whether the pod says that it is for nodes with Windows. */
  public boolean areOfWindows() {
    return WINDOWS.equals(selected.get(NodePlatform.OS_LABEL));
  }

  /**
   * Whether the pod may run on nodes of a platform.
   *
   * @param platform such as {@code linux/amd64}
   */
  public boolean allowsPlatform(String platform) {
    int slash = platform.indexOf('/');
    return slash >= 0
        && isOrAny(NodePlatform.OS_LABEL, platform.substring(0, slash))
        && isOrAny(NodePlatform.ARCHITECTURE_LABEL, platform.substring(slash + 1));
  }

  private boolean isOrAny(String label, String value) {
    return selected.getOrDefault(label, value).equals(value);
  }

  private static Optional<Set<String>> pinned(PodSpec spec) {
    String selected = spec.getNodeSelector() == null ? null : spec.getNodeSelector().get(HOST_NAME);
    return selected == null ? required(spec) : Optional.of(Set.of(selected));
  }

  /** One of the terms has to hold, so each of them has to name nodes. */
  private static Optional<Set<String>> required(PodSpec spec) {
    if (spec.getAffinity() == null
        || spec.getAffinity().getNodeAffinity() == null
        || spec.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
            == null) {
      return Optional.empty();
    }
    List<NodeSelectorTerm> terms =
        list(
            spec.getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms());
    Set<String> nodes = new HashSet<>();
    for (NodeSelectorTerm term : terms) {
      Optional<List<String>> named =
          named(term.getMatchFields(), NAME).or(() -> named(term.getMatchExpressions(), HOST_NAME));
      if (named.isEmpty()) {
        return Optional.empty();
      }
      nodes.addAll(named.get());
    }
    return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes);
  }

  private static Optional<List<String>> named(
      @Nullable List<NodeSelectorRequirement> requirements, String key) {
    return list(requirements).stream()
        .filter(requirement -> key.equals(requirement.getKey()))
        .filter(requirement -> IN.equals(requirement.getOperator()))
        .map(requirement -> list(requirement.getValues()))
        .findFirst();
  }

  private static <T> List<T> list(@Nullable List<T> items) {
    return items == null ? List.of() : items;
  }
}
