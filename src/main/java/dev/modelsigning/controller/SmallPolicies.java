// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.binding.NamespacedPolicies;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps policies of namespaces. Of a namespace with more than {@value
 * NamespacedPolicies#MOST_KEPT}, which are twice those that count, the others stay without what
 * they say: no signature satisfies such a policy.
 */
public final class SmallPolicies extends SmallObjects<ModelTrustPolicy> {
  private final Map<String, Set<String>> whole = new HashMap<>();

  @Override
  public synchronized @Nullable ModelTrustPolicy put(String key, ModelTrustPolicy policy) {
    Set<String> kept =
        whole.computeIfAbsent(policy.getMetadata().getNamespace(), namespace -> new HashSet<>());
    if (kept.contains(key) || kept.size() < NamespacedPolicies.MOST_KEPT) {
      kept.add(key);
    } else {
      policy.setSpec(new ModelTrustPolicySpec());
      policy.setStatus(null);
    }
    policy.getMetadata().setOwnerReferences(List.of());
    return super.put(key, policy);
  }

  @Override
  public synchronized @Nullable ModelTrustPolicy remove(String key) {
    ModelTrustPolicy removed = super.remove(key);
    if (removed != null) {
      String namespace = removed.getMetadata().getNamespace();
      whole.computeIfPresent(
          namespace,
          (name, kept) -> {
            kept.remove(key);
            return kept.isEmpty() ? null : kept;
          });
    }
    return removed;
  }
}
