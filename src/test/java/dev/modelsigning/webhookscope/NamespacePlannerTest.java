// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The entries that policies of namespaces share, and which of the policies are in force. */
class NamespacePlannerTest {
  private static final EntryPlanner PLANNER = Entries.planner();
  private static final String EARLY = "2026-11-01T10:00:00Z";
  private static final String LATE = "2026-11-02T10:00:00Z";

  private static ModelTrustPolicy policy(
      String namespace, String name, PolicyMode mode, String created) {
    ModelTrustPolicy policy = CustomResources.namespacedPolicy(namespace, name, "key");
    policy.getMetadata().setCreationTimestamp(created);
    policy.getSpec().mode = mode;
    return policy;
  }

  private static List<NamespacedEntry> planned(ModelTrustPolicy... policies) {
    return PLANNER.namespaced(List.of(policies)).entries();
  }

  @Test
  void namespacesOfOneKindShareAnEntry() {
    assertThat(
            planned(
                policy("b", "p", PolicyMode.Enforce, EARLY),
                policy("a", "p", PolicyMode.Enforce, LATE),
                policy("d", "p", PolicyMode.Warn, EARLY),
                policy("c", "p", PolicyMode.Audit, LATE)))
        .containsExactly(
            new NamespacedEntry(EntryKind.ENFORCE, List.of("a", "b")),
            new NamespacedEntry(EntryKind.OBSERVE, List.of("c", "d")));
  }

  @Test
  void strictestPolicyInForceDecidesAboutItsNamespace() {
    assertThat(
            planned(
                policy("a", "observing", PolicyMode.Audit, EARLY),
                policy("a", "strict", PolicyMode.Enforce, LATE)))
        .containsExactly(new NamespacedEntry(EntryKind.ENFORCE, List.of("a")));
  }

  @Test
  void policyBeyondTheFourthHoldsNothingUp() {
    List<ModelTrustPolicy> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(policy("a", "p" + i, PolicyMode.Audit, EARLY));
    }
    all.add(policy("a", "strict", PolicyMode.Enforce, LATE));
    assertThat(PLANNER.namespaced(all).entries())
        .containsExactly(new NamespacedEntry(EntryKind.OBSERVE, List.of("a")));
  }

  @Test
  void exemptNamespacesAreNeverListed() {
    assertThat(
            planned(
                policy("kube-system", "p", PolicyMode.Enforce, EARLY),
                policy("model-signature-system", "p", PolicyMode.Enforce, EARLY)))
        .isEmpty();
  }

  @Test
  void namespacesBeyondTheRoomAreToldAndOlderOnesStay() {
    List<ModelTrustPolicy> all = new ArrayList<>();
    String longest = "n".repeat(58);
    for (int i = 0; i < 2_000; i++) {
      all.add(policy(longest + i, "p", PolicyMode.Enforce, i == 1_999 ? EARLY : LATE));
    }
    var plan = PLANNER.namespaced(all);
    assertThat(plan.withoutRoom()).isNotEmpty().doesNotContain(longest + 1_999);
    int characters = PLANNER.template().webhook(plan.entries().getFirst()).toString().length();
    assertThat(characters).isLessThan(2 * NamespacePlanner.CHARACTERS);
  }

  @Test
  void entryIsChangedInPlaceAndGoesWithItsLastNamespace() {
    ValidatingWebhook before =
        Entries.trusting(
            PLANNER.template().webhook(new NamespacedEntry(EntryKind.ENFORCE, List.of("a"))));
    var grown = new NamespacedEntry(EntryKind.ENFORCE, List.of("a", "b"));
    var next =
        new EntryTransition(PLANNER.template())
            .next(
                List.of(before),
                PLANNER.plan(List.of()).with(List.of(grown)),
                Map.of(),
                name -> true);
    assertThat(next.changed()).isTrue();
    assertThat(next.webhooks())
        .containsExactly(Entries.trusting(PLANNER.template().webhook(grown)));
    assertThat(next.outgoing()).isEmpty();

    assertThat(
            new EntryTransition(PLANNER.template())
                .next(next.webhooks(), PLANNER.plan(List.of()), Map.of(), name -> true)
                .webhooks())
        .isEmpty();
  }

  @Test
  void changesOftenerThanThePauseWaitForIt() {
    var turn = new NamespacedTurn();
    Instant start = Instant.parse(EARLY);
    List<NamespacedEntry> first = List.of(new NamespacedEntry(EntryKind.ENFORCE, List.of("a")));
    List<NamespacedEntry> second = List.of(new NamespacedEntry(EntryKind.ENFORCE, List.of("b")));
    assertThat(turn.next(first, start)).isEqualTo(first);
    assertThat(turn.next(second, start.plusSeconds(1))).isEqualTo(first);
    assertThat(turn.isAwaited(second)).isTrue();
    assertThat(turn.next(second, start.plusSeconds(5))).isEqualTo(second);
    assertThat(turn.isAwaited(second)).isFalse();
  }

  private static Reason standing(
      ModelTrustPolicy policy, List<ModelTrustPolicy> siblings, ValidatingWebhook... installed) {
    return new NamespacedStandings(Entries.EXEMPT)
        .of(
            policy,
            siblings,
            Optional.of(
                new ValidatingWebhookConfigurationBuilder().withWebhooks(installed).build()),
            () -> siblings)
        .reason();
  }

  @Test
  void policyIsInForceOnceItsNamespaceIsListedWithItsStrictness() {
    ModelTrustPolicy policy = policy("a", "p", PolicyMode.Enforce, EARLY);
    ValidatingWebhook entry = PLANNER.template().webhook(planned(policy).getFirst());
    ValidatingWebhook foreign =
        new ValidatingWebhookBuilder(Entries.trusting(entry)).withFailurePolicy("Ignore").build();
    List<ModelTrustPolicy> alone = List.of(policy);
    assertThat(standing(policy, alone, Entries.trusting(entry))).isEqualTo(Reason.EntryInstalled);
    assertThat(standing(policy, alone, entry)).isEqualTo(Reason.EntryPending);
    assertThat(standing(policy, alone, foreign)).isEqualTo(Reason.EntryPending);
    assertThat(standing(policy, alone)).isEqualTo(Reason.EntryPending);
  }

  @Test
  void policyThatDoesNotCountIsToldWhy() {
    ModelTrustPolicy exempt = policy("kube-system", "p", PolicyMode.Enforce, EARLY);
    assertThat(standing(exempt, List.of(exempt))).isEqualTo(Reason.NamespaceExempt);
    List<ModelTrustPolicy> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(policy("a", "p" + i, PolicyMode.Enforce, EARLY));
    }
    assertThat(standing(all.getLast(), all)).isEqualTo(Reason.TooManyPolicies);
    assertThat(standing(all.getFirst(), all)).isEqualTo(Reason.EntryPending);
  }
}
