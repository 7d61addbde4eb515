// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.CustomResources;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CountedModelsTest {
  private final FilledCaches cluster = new FilledCaches();
  private final CountedModels models = new CountedModels();

  @Test
  void nothingIsCountedAgainWhileNothingChanges() {
    cluster.models.add(CustomResources.modelSignature("team-a", "one"));

    var counted = models.readings(cluster, Set.of());

    assertThat(models.readings(cluster, Set.of())).isSameAs(counted);
  }

  @Test
  void newModelAndEditOfAPolicyAreCounted() {
    var policy = CustomResources.policy("team-a");
    policy.getMetadata().setUid("p");
    cluster.policies.add(policy);
    cluster.models.add(CustomResources.modelSignature("team-a", "one"));
    var one = models.readings(cluster, Set.of());

    cluster.models.add(CustomResources.modelSignature("team-a", "two"));
    var two = models.readings(cluster, Set.of());
    policy.getSpec().mode = PolicyMode.Audit;

    assertThat(two).isNotEqualTo(one);
    assertThat(models.readings(cluster, Set.of())).isNotEqualTo(two);
  }
}
