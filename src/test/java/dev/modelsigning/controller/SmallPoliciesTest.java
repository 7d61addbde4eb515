// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.testing.CustomResources;
import org.junit.jupiter.api.Test;

final class SmallPoliciesTest {
  private final SmallPolicies store = new SmallPolicies();

  private void put(String namespace, String name) {
    store.put(namespace + "/" + name, CustomResources.namespacedPolicy(namespace, name, "key"));
  }

  private boolean isWhole(String key) {
    ModelTrustPolicy kept = store.get(key);
    return kept.getSpec().authorities != null;
  }

  private void fill() {
    for (int i = 0; i < NamespacedPolicies.MOST_KEPT; i++) {
      put("team-a", "p" + i);
    }
  }

  @Test
  void soManyOfANamespaceAreKeptWholeAndOthersWithoutWhatTheySay() {
    fill();
    put("team-a", "one-more");
    put("team-b", "p");
    assertThat(isWhole("team-a/p0")).isTrue();
    assertThat(isWhole("team-a/one-more")).isFalse();
    assertThat(isWhole("team-b/p")).isTrue();
  }

  @Test
  void updateOfAKeptOneStaysWholeAndARemovedOneMakesRoom() {
    fill();
    put("team-a", "p0");
    assertThat(isWhole("team-a/p0")).isTrue();
    store.remove("team-a/p1");
    put("team-a", "one-more");
    assertThat(isWhole("team-a/one-more")).isTrue();
  }
}
