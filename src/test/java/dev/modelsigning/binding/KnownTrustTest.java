// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KnownTrustTest {
  private static final Instant CHECKED = Instant.parse("2026-06-01T12:00:00Z");

  private final KnownTrust known = new KnownTrust();

  private static ClusterModelTrustPolicy policy(String uid, String... digests) {
    ClusterModelTrustPolicy policy = FakeCluster.policy("p", uid);
    policy.getStatus().checkedAt = CHECKED.toString();
    policy.getStatus().authorities.clear();
    for (String digest : digests) {
      AuthorityStatus authority = new AuthorityStatus();
      authority.fingerprint = digest;
      authority.digest = digest;
      policy.getStatus().authorities.add(authority);
    }
    return policy;
  }

  @Test
  void policyThatIsAskedAboutAgainAndAgainBecomesStale() {
    ClusterModelTrustPolicy policy = policy("u", "a");
    assertThat(known.at(policy, CHECKED).digests()).containsExactly("a");
    assertThat(known.at(policy, CHECKED.plusSeconds(60)).digests()).containsExactly("a");

    KnownTrust.At late = known.at(policy, CHECKED.plus(Duration.ofDays(30)));
    assertThat(late.trust()).isInstanceOf(PolicyTrust.Stale.class);
    assertThat(late.digests()).isEmpty();
    assertThat(known.at(policy, CHECKED).digests()).containsExactly("a");
  }

  @Test
  void authorityThatIsRemovedFromAPolicyCountsNoMore() {
    known.at(policy("u", "a", "b"), CHECKED);
    assertThat(known.at(policy("u", "b"), CHECKED).digests()).containsExactly("b");
    assertThat(known.at(policy("other", "c"), CHECKED).digests()).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday"})
  void policyWithoutASignOfLifeIsReliedOnAtNoTime(String checkedAt) {
    ClusterModelTrustPolicy policy = policy("u", "a");
    policy.getStatus().checkedAt = checkedAt.isEmpty() ? null : checkedAt;
    assertThat(known.at(policy, CHECKED).digests()).isEmpty();
    assertThat(known.at(policy, CHECKED).trust()).isNotInstanceOf(PolicyTrust.Current.class);
  }

  /** Whoever may write policies of a namespace makes and deletes as many as there is time for. */
  @Test
  void nothingIsKeptOfPoliciesOfNamespacesOrWithoutUid() {
    for (int i = 0; i < 100; i++) {
      ClusterModelTrustPolicy policy = policy("u" + i, "a");
      policy.getMetadata().setNamespace("team");
      assertThat(known.at(policy, CHECKED).digests()).containsExactly("a");
    }
    ClusterModelTrustPolicy unknown = policy("u", "a");
    unknown.getMetadata().setUid(null);
    assertThat(known.at(unknown, CHECKED).digests()).containsExactly("a");
    assertThat(known.size()).isZero();
  }

  @Test
  void whatIsKeptHasABound() {
    for (int i = 0; i < 5_000; i++) {
      List<String> digests = List.copyOf(known.at(policy("u" + i, "d" + i), CHECKED).digests());
      assertThat(digests).containsExactly("d" + i);
    }
    assertThat(known.size()).isLessThanOrEqualTo(4_096);
  }
}
