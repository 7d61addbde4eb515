// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.webhookscope.Entries.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.webhookscope.EntryTransition.Next;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EntryTransitionTest {
  private static final boolean FOR_NOW = true;
  private static final boolean NO_LONGER = false;

  private static final ValidatingWebhook OF_THE_INSTALL =
      new ValidatingWebhookBuilder()
          .withName("pods.modelsigning.dev")
          .withNewClientConfig()
          .withCaBundle(Entries.CA_BUNDLE)
          .endClientConfig()
          .withFailurePolicy("Ignore")
          .build();

  private static Next next(
      List<ValidatingWebhook> installed, boolean mayStay, ClusterModelTrustPolicy... policies) {
    EntryPlanner planner = Entries.planner();
    List<ClusterModelTrustPolicy> declared = List.of(policies);
    return new EntryTransition(planner.template())
        .next(
            installed,
            planner.plan(declared),
            declared.stream()
                .collect(Collectors.toMap(p -> p.getMetadata().getName(), EntryKind::of)),
            name -> mayStay);
  }

  private static List<ValidatingWebhook> trusted(ClusterModelTrustPolicy... policies) {
    return Entries.of(policies).stream().map(Entries::trusting).toList();
  }

  @Test
  void newEntryTrustsWhatTheOthersTrust() {
    ClusterModelTrustPolicy policy = policy("p", PolicyMode.Enforce, "1");
    Next next = next(List.of(OF_THE_INSTALL), FOR_NOW, policy);
    assertThat(next.changed()).isTrue();
    assertThat(next.webhooks()).contains(trusted(policy).getFirst()).hasSize(2);
    assertThat(next(List.of(), FOR_NOW, policy).webhooks())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getClientConfig().getCaBundle()).isNull());
  }

  @Test
  void entryOfTheInstallIsSwitchedOffOnceAndKept() {
    Next next = next(List.of(OF_THE_INSTALL), FOR_NOW);
    assertThat(next.webhooks())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getMatchConditions())
                    .extracting(MatchCondition::getExpression)
                    .containsExactly("false"));
    assertThat(next(next.webhooks(), FOR_NOW).changed()).isFalse();
  }

  @Test
  void whatIsAsPlannedIsNotWrittenAgain() {
    ClusterModelTrustPolicy policy = policy("p", PolicyMode.Enforce, "1");
    assertThat(next(trusted(policy), FOR_NOW, policy).changed()).isFalse();
  }

  @Test
  void alteredEntryIsRestored() {
    ClusterModelTrustPolicy policy = policy("p", PolicyMode.Enforce, "1");
    ValidatingWebhook opened =
        new ValidatingWebhookBuilder(trusted(policy).getFirst())
            .withFailurePolicy("Ignore")
            .build();
    assertThat(next(List.of(opened), FOR_NOW, policy).webhooks()).isEqualTo(trusted(policy));
  }

  @Test
  void replacedEntryHoldsWithTheNewOneForAWhile() {
    ClusterModelTrustPolicy before = policy("p", PolicyMode.Enforce, "1");
    ClusterModelTrustPolicy after = policy("p", PolicyMode.Enforce, "2");
    Next next = next(trusted(before), FOR_NOW, after);
    assertThat(next.webhooks())
        .containsExactlyInAnyOrder(trusted(before).getFirst(), trusted(after).getFirst());
    assertThat(next.outgoing()).containsExactly(trusted(before).getFirst().getName());
    assertThat(next(next.webhooks(), NO_LONGER, after).webhooks()).isEqualTo(trusted(after));
  }

  @Test
  void entryThatSharesAnotherPolicyIsReplacedInTheSameWay() {
    ClusterModelTrustPolicy first = policy("a", PolicyMode.Enforce, "1");
    ClusterModelTrustPolicy second = policy("b", PolicyMode.Enforce, "1");
    assertThat(next(trusted(first), FOR_NOW, first, second).webhooks())
        .contains(trusted(first).getFirst())
        .contains(trusted(first, second).getFirst());
  }

  @Test
  void entryOfADeletedPolicyGoesAtOnce() {
    Next next = next(trusted(policy("p", PolicyMode.Enforce, "1")), FOR_NOW);
    assertThat(next.webhooks()).isEmpty();
    assertThat(next.outgoing()).isEmpty();
  }

  @Test
  void entryThatRefusesDoesNotOutliveTheModeOfItsPolicy() {
    ClusterModelTrustPolicy enforcing = policy("p", PolicyMode.Enforce, "1");
    ClusterModelTrustPolicy auditing = policy("p", PolicyMode.Audit, "1");
    assertThat(next(trusted(enforcing), FOR_NOW, auditing).webhooks()).isEqualTo(trusted(auditing));
    assertThat(next(trusted(auditing), FOR_NOW, enforcing).webhooks())
        .isEqualTo(trusted(enforcing));
  }

  @Test
  void entriesOfOthersStayAsTheyAre() {
    ValidatingWebhook foreign =
        new ValidatingWebhookBuilder()
            .withName("audit.example.com")
            .withNewClientConfig()
            .withUrl("https://example.com/")
            .endClientConfig()
            .build();
    assertThat(next(List.of(foreign), FOR_NOW).changed()).isFalse();
  }
}
