// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.testing.CustomResources;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiscoveryReconcilerTest {
  private final ClusterModelTrustPolicy policy = CustomResources.policy("production");

  @Test
  void looksAgainForWorkloadsAndOwnersWhichNoCacheHolds() {
    assertThat(DiscoveryReconciler.isFollowed(policy)).isTrue();
    policy.getSpec().discovery = new DiscoveryRules();
    assertThat(DiscoveryReconciler.isFollowed(policy)).isTrue();
    policy.getSpec().discovery.images = new ImageDiscovery();
    assertThat(DiscoveryReconciler.isFollowed(policy)).isFalse();
    policy.getSpec().discovery.images = null;
    policy.getSpec().discovery.owners = List.of();
    assertThat(DiscoveryReconciler.isFollowed(policy)).isFalse();
  }
}
