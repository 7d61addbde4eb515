// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which claims get a ModelSignature, and what it is called. */
class DiscoveryPlanTest {
  private static FoundClaim claim(String policy, String namespace, String name, String since) {
    return new FoundClaim(policy, namespace, name, name + "-uid", since, Optional.empty(), null);
  }

  @Test
  void oldestOfANamespaceGetOneAndTheRestIsTold() {
    List<FoundClaim> found = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      found.add(
          claim(
              "p",
              "team-a",
              "c%02d".formatted(i),
              "2026-11-%02dT00:00:00Z".formatted(30 - i % 28)));
    }
    found.add(claim("q", "team-b", "other", "2026-12-01T00:00:00Z"));
    DiscoveryPlan<FoundClaim> plan = DiscoveryPlan.of(found);
    assertThat(plan.wanted()).hasSize(65).containsKey("team-b/other");
    assertThat(plan.made()).isEqualTo(Map.of("p", 64, "q", 1));
    assertThat(plan.leftOut()).isEqualTo(Map.of("p", 6));
  }

  @Test
  void claimOfSeveralPoliciesGetsOneByTheFirst() {
    DiscoveryPlan<FoundClaim> plan =
        DiscoveryPlan.of(
            List.of(
                claim("a", "team-a", "c", "2026-11-01T00:00:00Z"),
                claim("b", "team-a", "c", "2026-11-01T00:00:00Z")));
    assertThat(plan.wanted().values()).extracting(FoundClaim::policy).containsExactly("a");
    assertThat(plan.made()).isEqualTo(Map.of("a", 1, "b", 1));
  }

  @Test
  void fullClusterIsSharedByItsNamespaces() {
    List<FoundClaim> found = new ArrayList<>();
    for (int namespace = 0; namespace < 100; namespace++) {
      for (int i = 0; i < 64; i++) {
        found.add(claim("p", "team-" + namespace, "c" + i, "2026-11-01T00:00:00Z"));
      }
    }

    DiscoveryPlan<FoundClaim> plan = DiscoveryPlan.of(found);

    assertThat(plan.wanted()).hasSize(DiscoveryPlan.IN_THE_CLUSTER);
    assertThat(
            plan.wanted().values().stream()
                .collect(Collectors.groupingBy(FoundClaim::namespace, Collectors.counting())))
        .hasSize(100)
        .allSatisfy((namespace, made) -> assertThat(made).isEqualTo(50));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 240, 241, 253})
  void nameIsPossibleAndFollowsFromTheClaim(int length) {
    String claim = ("a" + "b.".repeat(126)).substring(0, length - 1) + "z";
    String name = DiscoveredSignature.name(claim);
    assertThat(name)
        .startsWith("discovered-")
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
        .hasSizeLessThanOrEqualTo(253)
        .isEqualTo(DiscoveredSignature.name(claim));
  }

  @Test
  void longNamesThatBeginAlikeStayApart() {
    assertThat(DiscoveredSignature.name("a".repeat(252)))
        .isNotEqualTo(DiscoveredSignature.name("a".repeat(253)));
  }

  private static ModelSignature made() {
    return DiscoveredSignature.of(claim("p", "team-a", "minilm", "2026-11-01T00:00:00Z"));
  }

  @Test
  void isOwnedByItsClaimAndRecognized() {
    assertThat(DiscoveredSignature.claimOf(made()))
        .hasValueSatisfying(owner -> assertThat(owner.getUid()).isEqualTo("minilm-uid"));
    assertThat(made().getSpec().source.persistentVolumeClaim.claimName).isEqualTo("minilm");
  }

  @Test
  void labelAloneMakesNobodysModelSignatureOneOfTheOperator() {
    ModelSignature renamed = made();
    renamed.getMetadata().setName("mine");
    assertThat(DiscoveredSignature.claimOf(renamed)).isEmpty();

    ModelSignature disowned = made();
    disowned.getMetadata().setOwnerReferences(null);
    assertThat(DiscoveredSignature.claimOf(disowned)).isEmpty();

    ModelSignature shared = made();
    shared.getMetadata().getOwnerReferences().add(new OwnerReference());
    assertThat(DiscoveredSignature.claimOf(shared)).isEmpty();
  }
}
