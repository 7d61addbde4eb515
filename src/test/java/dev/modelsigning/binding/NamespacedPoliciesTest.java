// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedTimestampAuthority;
import dev.modelsigning.testing.CustomResources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How policies of namespaces are read. */
class NamespacedPoliciesTest {
  private static ModelTrustPolicy policy(String name, String created) {
    ModelTrustPolicy policy = CustomResources.namespacedPolicy("team-a", name, "key");
    policy.getMetadata().setCreationTimestamp(created);
    policy.getMetadata().setUid(name + "-uid");
    policy.getMetadata().setGeneration(7L);
    return policy;
  }

  @Test
  void namesNoSecretWhateverIsStored() {
    ModelTrustPolicy policy = policy("p", "2026-11-01T10:00:00Z");
    var timestamps = new TrustedTimestampAuthority();
    timestamps.secretKeyRef = new SecretKeyReference();
    var authority = policy.getSpec().authorities.getFirst();
    authority.key = null;
    authority.certificate = new TrustedCertificate();
    authority.certificate.timestampAuthorities = List.of(timestamps);

    assertThat(NamespacedPolicies.judging(policy))
        .satisfies(
            read ->
                assertThat(
                        read.getSpec()
                            .authorities
                            .getFirst()
                            .certificate
                            .timestampAuthorities
                            .getFirst()
                            .secretKeyRef)
                    .isNull());
  }

  @Test
  void theOldestFourAreInForceWhateverTheirOrder() {
    List<ModelTrustPolicy> all = new ArrayList<>();
    for (int day = 9; day > 0; day--) {
      all.add(policy("p" + day, "2026-11-0" + day + "T10:00:00Z"));
    }
    Collections.shuffle(all, new Random(1));
    assertThat(NamespacedPolicies.inForce(all))
        .extracting(one -> one.getMetadata().getName())
        .containsExactly("p1", "p2", "p3", "p4");
  }

  @Test
  void nameDecidesAmongThoseOfOneSecond() {
    String created = "2026-11-01T10:00:00Z";
    assertThat(
            NamespacedPolicies.inForce(
                List.of(
                    policy("e", created),
                    policy("d", created),
                    policy("c", created),
                    policy("b", created),
                    policy("a", created))))
        .extracting(one -> one.getMetadata().getName())
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void selectsItsOwnNamespaceOnlyAndExemptsNobody() {
    var judging = NamespacedPolicies.judging(policy("strict", "2026-11-01T10:00:00Z"));
    assertThat(judging.getSpec().match.namespaceSelector.getMatchLabels())
        .isEqualTo(Map.of("kubernetes.io/metadata.name", "team-a"));
    assertThat(judging.getSpec().match.accelerators).isNull();
    assertThat(judging.getSpec().exemptions).isNull();
    assertThat(judging.getSpec().authorities.getFirst().key.secretKeyRef).isNull();
  }

  @Test
  void cannotBeMistakenForAPolicyOfTheCluster() {
    var judging = NamespacedPolicies.judging(policy("strict", "2026-11-01T10:00:00Z"));
    assertThat(judging.getMetadata().getName()).isEqualTo("team-a/strict");
    assertThat(judging.getMetadata().getUid()).isEqualTo("strict-uid");
    assertThat(NamespacedPolicies.isNamespaced(judging)).isTrue();
    assertThat(NamespacedPolicies.isNamespaced(CustomResources.policy("team-a"))).isFalse();
    assertThat(NamespacedPolicies.command("get", judging))
        .isEqualTo("kubectl get modeltrustpolicy strict -n team-a");
    assertThat(NamespacedPolicies.command("get", CustomResources.policy("strict")))
        .isEqualTo("kubectl get clustermodeltrustpolicy strict");
  }

  @Test
  void whatTheOperatorPublishedIsReadAsItIs() {
    ModelTrustPolicy policy = policy("strict", "2026-11-01T10:00:00Z");
    policy.setStatus(new ModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = 7L;
    policy.getStatus().checkedAt = "2026-11-01T10:00:00Z";
    policy.getStatus().authorities = List.of(new AuthorityStatus());
    var judging = NamespacedPolicies.judging(policy);
    assertThat(judging.getMetadata().getGeneration()).isEqualTo(7L);
    assertThat(NamespacedPolicies.written(judging.getStatus()))
        .usingRecursiveComparison()
        .isEqualTo(policy.getStatus());
  }

  @Test
  void whatCouldNotBeReadEnforcesWithoutAnAuthority() {
    ModelTrustPolicy policy = policy("strict", "2026-11-01T10:00:00Z");
    policy.setSpec(null);
    var judging = NamespacedPolicies.judging(policy);
    assertThat(judging.getSpec().mode).isNull();
    assertThat(judging.getSpec().authorities).isNull();
    assertThat(judging.getStatus()).isNull();
  }
}
