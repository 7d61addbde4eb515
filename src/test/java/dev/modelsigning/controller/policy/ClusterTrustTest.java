// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose trust lets evidence be kept without a bound. */
class ClusterTrustTest {
  private final KeyAuthority authority;

  ClusterTrustTest() throws Exception {
    authority = KeyAuthority.ofPem("key", Signer.fresh().publicKey());
  }

  private boolean accepts(ClusterModelTrustPolicy policy) {
    return accepts(policy, true);
  }

  private boolean accepts(ClusterModelTrustPolicy policy, @Nullable Boolean contentMatches) {
    var accepted = new AcceptedBy();
    accepted.digest = authority.digest();
    var signature = new JudgedSignature();
    signature.acceptedBy = List.of(accepted);
    signature.contentMatches = contentMatches;
    return ClusterTrust.accepts(
        List.of(new CompiledPolicy.Usable(policy, List.of(authority))), List.of(signature));
  }

  @Test
  void policyOfTheClusterVouches() {
    assertThat(accepts(CustomResources.policy("team-a", "key"))).isTrue();
  }

  @Test
  void policyOfANamespaceDoesNot() {
    assertThat(
            accepts(
                NamespacedPolicies.judging(
                    CustomResources.namespacedPolicy("team-a", "own", "key"))))
        .isFalse();
  }

  /** The same bundle can lie beside any number of other files. */
  @Test
  void signatureOverOtherContentDoesNotVouch() {
    assertThat(accepts(CustomResources.policy("team-a", "key"), false)).isFalse();
    assertThat(accepts(CustomResources.policy("team-a", "key"), null)).isFalse();
  }

  @Test
  void signatureThatNobodyAcceptsIsNotTrusted() {
    assertThat(ClusterTrust.accepts(List.of(), List.of(new JudgedSignature()))).isFalse();
  }
}
