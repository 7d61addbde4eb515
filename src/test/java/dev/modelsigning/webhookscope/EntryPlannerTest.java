// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.webhookscope.Entries.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntryPlannerTest {
  private static EntryPlan plan(List<ClusterModelTrustPolicy> policies) {
    return Entries.planner().plan(policies);
  }

  private static List<List<String>> names(EntryPlan plan) {
    return plan.entries().stream().map(WebhookEntry::policies).toList();
  }

  @Test
  void policyThatEnforcesFailsClosedAndOthersFailOpenSoon() {
    List<ValidatingWebhook> entries =
        Entries.of(
            policy("e", PolicyMode.Enforce, "1"),
            policy("w", PolicyMode.Warn, "2"),
            policy("a", PolicyMode.Audit, "3"));
    assertThat(entries)
        .extracting(
            entry -> entry.getClientConfig().getService().getPath(),
            ValidatingWebhook::getFailurePolicy,
            ValidatingWebhook::getTimeoutSeconds)
        .containsExactlyInAnyOrder(
            tuple("/admission/e", "Fail", 5),
            tuple("/admission/w", "Ignore", 1),
            tuple("/admission/a", "Ignore", 1));
  }

  @Test
  void bindingsAreJudgedOnlyWhereSomethingCanBeRefused() {
    assertThat(rules(Entries.of(policy("e", PolicyMode.Enforce, "1")).getFirst()))
        .contains("pods", "pods/binding", "bindings", "pods/ephemeralcontainers");
    assertThat(rules(Entries.of(policy("a", PolicyMode.Audit, "1")).getFirst()))
        .contains("pods", "pods/ephemeralcontainers")
        .doesNotContain("pods/binding", "bindings");
  }

  private static Set<String> rules(ValidatingWebhook entry) {
    return entry.getRules().stream()
        .flatMap(rule -> rule.getResources().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void policyWithoutAModeEnforces() {
    assertThat(Entries.of(policy("p", null, "1")).getFirst().getFailurePolicy()).isEqualTo("Fail");
  }

  @Test
  void policiesWithTheSameNamespacesAndTheSameStrictnessShareAnEntry() {
    assertThat(
            names(
                plan(
                    List.of(
                        policy("a", PolicyMode.Enforce, "x"),
                        policy("b", PolicyMode.Enforce, "x"),
                        policy("c", PolicyMode.Warn, "x"),
                        policy("d", PolicyMode.Audit, "x"),
                        policy("e", PolicyMode.Enforce, "y")))))
        .containsExactly(List.of("a", "b"), List.of("e"), List.of("c", "d"));
  }

  @Test
  void aPathHasRoomForSoManyNames() {
    List<ClusterModelTrustPolicy> policies =
        IntStream.range(0, 20)
            .mapToObj(i -> policy(i + "-" + "n".repeat(240), PolicyMode.Enforce, "x"))
            .toList();
    EntryPlan plan = plan(policies);
    assertThat(plan.entries()).hasSizeGreaterThan(1);
    assertThat(plan.entries())
        .allSatisfy(
            entry -> assertThat(entry.path()).hasSizeLessThan(EntryPlanner.PATH_CHARACTERS + 20));
    assertThat(names(plan).stream().flatMap(List::stream)).hasSize(20).doesNotHaveDuplicates();
    assertThat(Entries.of(policies.toArray(ClusterModelTrustPolicy[]::new)))
        .extracting(ValidatingWebhook::getName)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(253));
  }

  @Test
  void thePlanDoesNotDependOnTheOrderOfThePolicies() {
    List<ClusterModelTrustPolicy> policies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      policies.add(
          policy("p" + i, i % 2 == 0 ? PolicyMode.Enforce : PolicyMode.Audit, "v" + i % 7));
    }
    EntryPlan plan = plan(policies);
    Collections.reverse(policies);
    assertThat(plan(policies)).isEqualTo(plan);
  }

  @Test
  void whatHasNoRoomIsNamedAndEnforcingAndOlderPoliciesComeFirst() {
    List<ClusterModelTrustPolicy> policies = new ArrayList<>();
    ClusterModelTrustPolicy observing = policy("audit-old", PolicyMode.Audit, "audit");
    observing.getMetadata().setCreationTimestamp("2020-01-01T00:00:00Z");
    policies.add(observing);
    for (int i = 0; i < 500; i++) {
      ClusterModelTrustPolicy policy = policy("p" + i, PolicyMode.Enforce, "v" + i);
      policy
          .getMetadata()
          .setCreationTimestamp("2026-11-28T10:%02d:%02dZ".formatted(i / 60, i % 60));
      policies.add(policy);
    }
    EntryPlan plan = plan(policies);
    assertThat(plan.withoutRoom()).contains("audit-old", "p499").doesNotContain("p0", "p99");
    assertThat(plan.entries()).hasSizeBetween(100, 200);
    assertThat(plan.entries().size() + plan.withoutRoom().size()).isEqualTo(501);
  }

  @Test
  void policyThatCanSelectNoNamespaceNeedsNoEntry() {
    EntryPlan plan = plan(List.of(policy("p", PolicyMode.Enforce, "has space")));
    assertThat(plan.entries()).isEmpty();
    assertThat(plan.withoutRoom()).isEmpty();
  }

  @Test
  void theNameOfAnEntryFollowsFromItsContent() {
    String name = Entries.of(policy("p", PolicyMode.Enforce, "1")).getFirst().getName();
    assertThat(name).matches("p\\.enforce-[0-9a-f]{10}\\.modelsigning\\.dev");
    assertThat(Entries.of(policy("p", PolicyMode.Enforce, "1")).getFirst().getName())
        .isEqualTo(name);
    assertThat(Entries.of(policy("p", PolicyMode.Enforce, "2")).getFirst().getName())
        .isNotEqualTo(name);
  }
}
