// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImageDiscovery;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.CacheFingerprint.Part;
import dev.modelsigning.controller.ObjectSums;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeenClaimsTest {
  private final List<ObjectMeta> claims = new ArrayList<>();
  private final CacheFingerprint caches = new CacheFingerprint();
  private final ClusterModelTrustPolicy policy = policy(1);

  {
    caches.use(
        Map.of(
            Part.CLAIMS, ObjectSums.over(claims::stream),
            Part.NAMESPACES, ObjectSums.over(Stream::of),
            Part.MODELS, ObjectSums.over(Stream::of)));
  }

  private static ClusterModelTrustPolicy policy(long generation) {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withUid("p").withGeneration(generation).build());
    policy.getSpec().discovery = new DiscoveryRules();
    return policy;
  }

  @Test
  void nothingIsReadAnewWhileClaimsAndPoliciesAreTheSame() {
    var seen = SeenClaims.of(caches, List.of(policy));

    assertThat(seen).isPresent();
    assertThat(SeenClaims.of(caches, List.of(policy(1)))).isEqualTo(seen);
  }

  @Test
  void newClaimAndEditOfAPolicyDiffer() {
    var seen = SeenClaims.of(caches, List.of(policy));

    assertThat(SeenClaims.of(caches, List.of(policy(2)))).isNotEqualTo(seen);
    claims.add(new ObjectMetaBuilder().withUid("c").withResourceVersion("1").build());
    assertThat(SeenClaims.of(caches, List.of(policy))).isNotEqualTo(seen);
  }

  @Test
  void workloadsAreReadEachTimeAPolicyWantsTheirImages() {
    policy.getSpec().discovery.images = new ImageDiscovery();

    assertThat(SeenClaims.of(caches, List.of(policy))).isEmpty();
  }

  @Test
  void nothingIsKnownBeforeTheCachesAreThere() {
    assertThat(SeenClaims.of(new CacheFingerprint(), List.of(policy))).isEmpty();
  }
}
