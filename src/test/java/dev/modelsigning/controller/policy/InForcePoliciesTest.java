// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.testing.CustomResources;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which policies of a namespace count, and what an event about one of them concerns. */
class InForcePoliciesTest implements ResourceCache<ModelTrustPolicy> {
  private final Map<ResourceID, ModelTrustPolicy> stored = new LinkedHashMap<>();
  private final InForcePolicies policies = new InForcePolicies(this);

  @Override
  public Optional<ModelTrustPolicy> get(ResourceID id) {
    return Optional.ofNullable(stored.get(id));
  }

  @Override
  public Stream<ResourceID> keys() {
    return stored.keySet().stream();
  }

  @Override
  public Stream<ModelTrustPolicy> list(Predicate<ModelTrustPolicy> predicate) {
    return stored.values().stream().filter(predicate);
  }

  @Override
  public Stream<ModelTrustPolicy> list(String namespace, Predicate<ModelTrustPolicy> predicate) {
    return list(predicate).filter(one -> namespace.equals(one.getMetadata().getNamespace()));
  }

  private ModelTrustPolicy put(String namespace, String name) {
    ModelTrustPolicy policy = CustomResources.namespacedPolicy(namespace, name, "key");
    policy.getMetadata().setCreationTimestamp("2026-11-01T10:00:00Z");
    stored.put(ResourceID.fromResource(policy), policy);
    return policy;
  }

  @Test
  void removedOneMakesRoomForTheNextAndBothAreConcerned() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      policies.changedBy(put("team-a", name));
    }
    ModelTrustPolicy fifth = put("team-a", "e");
    assertThat(policies.changedBy(fifth)).doesNotContainKey("team-a/e");

    ModelTrustPolicy first = stored.remove(new ResourceID("a", "team-a"));
    Map<String, ?> changed = policies.changedBy(Objects.requireNonNull(first));
    assertThat(changed)
        .containsOnlyKeys("team-a/a", "team-a/b", "team-a/c", "team-a/d", "team-a/e");
    assertThat(changed.get("team-a/a")).isEqualTo(Optional.empty());
    assertThat(policies.of("team-a"))
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("team-a/b", "team-a/c", "team-a/d", "team-a/e");
  }

  @Test
  void lastOneThatGoesIsConcernedOnce() {
    ModelTrustPolicy only = put("team-a", "a");
    policies.changedBy(only);
    stored.clear();
    assertThat(policies.changedBy(only)).containsOnlyKeys("team-a/a");
    assertThat(policies.changedBy(only)).isEmpty();
  }

  @Test
  void otherNamespacesAreNotConcerned() {
    policies.changedBy(put("team-b", "b"));
    assertThat(policies.changedBy(put("team-a", "a"))).containsOnlyKeys("team-a/a");
    assertThat(policies.list(policy -> true)).hasSize(2);
  }
}
