// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.binding.NamespacedPolicies;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The policies of namespaces that count, from a cache, as policies that judge. */
public final class InForcePolicies {
  private final ResourceCache<ModelTrustPolicy> stored;
  private final Map<String, Set<String>> counted = new ConcurrentHashMap<>();

  /**
   * Nothing is read before it is asked for.
   *
   * @param stored all of them
   */
  public InForcePolicies(ResourceCache<ModelTrustPolicy> stored) {
    this.stored = stored;
  }

  /** Those of a namespace: the oldest first, and at most four. */
  public List<ClusterModelTrustPolicy> of(String namespace) {
    return NamespacedPolicies.inForce(stored.list(namespace, policy -> true).toList()).stream()
        .map(NamespacedPolicies::judging)
        .toList();
  }

  /** Those of all namespaces about which something holds. */
  public Stream<ClusterModelTrustPolicy> list(Predicate<ClusterModelTrustPolicy> wanted) {
    return stored
        .list()
        .map(policy -> policy.getMetadata().getNamespace())
        .distinct()
        .toList()
        .stream()
        .flatMap(namespace -> of(namespace).stream())
        .filter(wanted);
  }

  /**
   * What an event about one policy concerns: that one may have made room for another, or taken it.
   *
   * @return by its name, each policy of the namespace that counts or has counted at the previous
   *     event; empty when it does not count any more
   */
  public Map<String, Optional<ClusterModelTrustPolicy>> changedBy(ModelTrustPolicy event) {
    String namespace = event.getMetadata().getNamespace();
    Map<String, ClusterModelTrustPolicy> now =
        of(namespace).stream()
            .collect(
                Collectors.toMap(policy -> policy.getMetadata().getName(), Function.identity()));
    Set<String> before =
        now.isEmpty()
            ? counted.remove(namespace)
            : counted.put(namespace, Set.copyOf(now.keySet()));
    Set<String> names = new HashSet<>(now.keySet());
    if (before != null) {
      names.addAll(before);
    }
    Map<String, Optional<ClusterModelTrustPolicy>> changed = new TreeMap<>();
    names.forEach(name -> changed.put(name, Optional.ofNullable(now.get(name))));
    return changed;
  }
}
