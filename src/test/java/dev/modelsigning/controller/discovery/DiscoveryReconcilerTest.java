// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveredOwner;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoveryReconcilerTest {
  private final ClusterModelTrustPolicy policy = CustomResources.policy("team");

  @Test
  void cachesTellAllOfPoliciesThatSelectClaimsByTheirLabels() {
    assertThat(DiscoveryReconciler.readsMoreThanCaches(policy)).isFalse();
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels("holds", "model").build();
    assertThat(DiscoveryReconciler.readsMoreThanCaches(policy)).isFalse();
  }

  @Test
  void workloadsAreLookedAtThoughNothingInTheCachesHasChanged() {
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.images = new ImageDiscovery();
    assertThat(DiscoveryReconciler.readsMoreThanCaches(policy)).isTrue();
  }

  @Test
  void ownersAreLookedAtThoughNothingInTheCachesHasChanged() {
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.owners = List.of(new DiscoveredOwner());
    assertThat(DiscoveryReconciler.readsMoreThanCaches(policy)).isTrue();
  }
}
