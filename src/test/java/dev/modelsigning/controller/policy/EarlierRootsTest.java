// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.Authority;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which digests count on when a trusted root has changed. */
class EarlierRootsTest {
  private static final Instant NOW = TestPki.NOW;

  private final PrivateSigstore sigstore = PrivateSigstore.start(Clock.fixed(NOW, ZoneOffset.UTC));
  private final PrivateSigstore other = PrivateSigstore.start(Clock.fixed(NOW, ZoneOffset.UTC));
  private final EarlierRoots earlier = new EarlierRoots();
  private final PolicyChanges changes = new PolicyChanges();

  @AfterEach
  void stop() {
    sigstore.close();
    other.close();
  }

  private CompiledPolicy trusting(String trustedRoot, String subject) {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    TrustedIdentity identity = CustomResources.identity("https://accounts.example.com", subject);
    identity.subject = null;
    identity.subjectRegExp = subject;
    identity.trustRootRef = new TrustRootReference();
    identity.trustRootRef.name = "private";
    policy.getSpec().authorities = List.of(CustomResources.authority("release", identity));
    return PolicyCompiler.compile(policy, GivenMaterial.none().with("private", trustedRoot));
  }

  private CompiledPolicy before() {
    return trusting(sigstore.trustedRootJson(), "release@example\\.com");
  }

  private CompiledPolicy grown() {
    return trusting(grownRoot(), "release@example\\.com");
  }

  private String grownRoot() {
    ObjectNode root = sigstore.trustedRoot();
    ((ArrayNode) root.get("tlogs")).addAll((ArrayNode) other.trustedRoot().get("tlogs"));
    return root.toString();
  }

  private static String digest(CompiledPolicy compiled) {
    return switch (compiled) {
      case CompiledPolicy.Usable(var policy, List<Authority> authorities) ->
          authorities.getFirst().digest();
      case CompiledPolicy.Broken broken -> throw new AssertionError(broken.message());
    };
  }

  private List<String> counting(CompiledPolicy compiled) {
    return counting(compiled, Set.of("team-a"));
  }

  private List<String> counting(CompiledPolicy compiled, Set<String> policies) {
    return earlier.stillCounting(compiled, policies, NOW).stream()
        .map(status -> status.digest)
        .toList();
  }

  @Test
  void digestOfARootThatOnlyGainedKeysCountsOn() {
    assertThat(counting(before())).isEmpty();

    assertThat(counting(grown())).containsExactly(digest(before()));
    assertThat(counting(grown())).containsExactly(digest(before()));
  }

  @Test
  void digestOfARootThatLostAKeyCountsNoMore() {
    counting(grown());

    assertThat(counting(before())).isEmpty();
  }

  @Test
  void digestOfAnotherRuleCountsNoMore() {
    counting(before());

    assertThat(counting(trusting(grownRoot(), "other@example\\.com"))).isEmpty();
  }

  @Test
  void brokenPolicyHasNoneAndRemembers() {
    counting(before());

    assertThat(
            counting(
                new CompiledPolicy.Broken(
                    before().policy(), Reason.TrustRootNotFound, "create it")))
        .isEmpty();
    assertThat(counting(grown())).containsExactly(digest(before()));
  }

  @Test
  void policyThatIsGoneIsForgotten() {
    counting(before());
    counting(before(), Set.of());

    assertThat(counting(grown())).containsExactly(digest(before()));
    counting(
        new CompiledPolicy.Broken(before().policy(), Reason.TrustRootNotFound, "gone"), Set.of());
    assertThat(counting(grown())).isEmpty();
  }

  private void seen(CompiledPolicy compiled) {
    changes.since("team-a", Optional.of(compiled), namespace -> Map.of());
  }

  @Test
  void nothingIsJudgedByAGrownRootBeforeItsDigestIsPublished() {
    seen(before());
    CompiledPolicy grown = grown();

    assertThat(changes.awaitsPublication(grown, NOW)).isTrue();
    var published = new AuthorityStatus();
    published.digest = digest(grown);
    grown.policy().setStatus(new ClusterModelTrustPolicyStatus());
    grown.policy().getStatus().authorities = List.of(published);

    assertThat(changes.awaitsPublication(grown, NOW)).isFalse();
  }

  @Test
  void rootThatLostAKeyIsNotWaitedFor() {
    seen(grown());

    assertThat(changes.awaitsPublication(before(), NOW)).isFalse();
  }

  @Test
  void policyThatWasNeverSeenIsNotWaitedFor() {
    assertThat(changes.awaitsPublication(grown(), NOW)).isFalse();
  }
}
