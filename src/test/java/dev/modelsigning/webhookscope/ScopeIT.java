// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static dev.modelsigning.webhookscope.Entries.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.Editing;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The entries, as the operator keeps them with the rights of the install; no webhook runs. */
final class ScopeIT extends ScopeScenario {
  @Test
  void entryComesAndGoesWithItsPolicy() {
    create(policy("comes", PolicyMode.Enforce, "comes"));
    awaitEntries("comes=Fail");
    awaitInForce("comes", "True", "EntryInstalled");

    API.admin().resources(ClusterModelTrustPolicy.class).withName("comes").delete();
    awaitEntries();
    assertThat(Entries.installEntryIsOff(configuration())).isTrue();
  }

  @Test
  void entriesTrustTheAuthorityOfTheWebhook() {
    create(policy("first", PolicyMode.Enforce, "1"));
    create(policy("second", PolicyMode.Audit, "2"));
    awaitEntries("first=Fail", "second=Ignore");

    Await.until(
        "one caBundle in all entries",
        PATIENCE,
        () ->
            configuration().getWebhooks().stream()
                    .map(webhook -> webhook.getClientConfig().getCaBundle())
                    .map(Objects::toString)
                    .distinct()
                    .filter(bundle -> bundle.length() > 100)
                    .count()
                == 1);
  }

  @Test
  void withoutAWebhookPodsAreRefusedOnlyWhereAPolicyEnforces() {
    create(policy("enforcing", PolicyMode.Enforce, "enforced"));
    create(policy("auditing", PolicyMode.Audit, "audited"));
    create(policy("warning", PolicyMode.Warn, "warned"));
    awaitEntries("auditing=Ignore", "enforcing=Fail", "warning=Ignore");

    assertFails(podIn(API.newNamespace("n", Map.of("models", "enforced"))));
    for (String value : List.of("audited", "warned", "other")) {
      Pod pod = podIn(API.newNamespace("n", Map.of("models", value)));
      assertAdmitted(() -> API.admin().resource(pod).create());
    }
  }

  @Test
  void changedSelectorHoldsWithTheOldOneAndThenAlone() {
    create(policy("moving", PolicyMode.Enforce, "before"));
    awaitEntries("moving=Fail");

    edit("moving", policy -> policy.getSpec().match.namespaceSelector = labelled("after"));

    awaitEntries("moving=Fail", "moving=Fail");
    assertFails(podIn(API.newNamespace("n", Map.of("models", "before"))));
    assertFails(podIn(API.newNamespace("n", Map.of("models", "after"))));
    awaitEntries("moving=Fail");
    Pod pod = podIn(API.newNamespace("n", Map.of("models", "before")));
    Await.until("the old entry to be forgotten", PATIENCE, () -> isAdmitted(pod));
    assertFails(podIn(API.newNamespace("n", Map.of("models", "after"))));
  }

  @Test
  void policyThatNoLongerEnforcesHoldsNothingUp() {
    create(policy("softer", PolicyMode.Enforce, "softer"));
    awaitEntries("softer=Fail");

    edit("softer", policy -> policy.getSpec().mode = PolicyMode.Audit);

    awaitEntries("softer=Ignore");
    awaitInForce("softer", "True", "EntryInstalled");
  }

  @Test
  void statusTellsWhichRunningPodsWouldBeRefused() {
    String namespace = API.newNamespace("n", Map.of("models", "surveyed"));
    Pod pod = podIn(namespace);
    pod.addOwnerReference(
        new OwnerReference("apps/v1", null, true, "ReplicaSet", "server-5d4", "u"));
    API.admin().resource(pod).create();

    create(policy("surveying", PolicyMode.Audit, "surveyed"));

    Await.until(
        "the impact in the status",
        PATIENCE,
        () -> {
          var status =
              API.admin()
                  .resources(ClusterModelTrustPolicy.class)
                  .withName("surveying")
                  .get()
                  .getStatus();
          return status != null
              && status.impact != null
              && status.impact.pods.equals(List.of(namespace + "/p"));
        });
    assertThat(API.admin().v1().events().inNamespace(namespace).list().getItems())
        .filteredOn(event -> event.getReason().equals("WouldBeRefused"))
        .extracting(event -> event.getInvolvedObject().getKind())
        .containsExactlyInAnyOrder("Pod", "ReplicaSet");
  }

  @Test
  void selectorThatTheApiServerWouldRefuseSpoilsNoOtherPolicy() {
    // The rules of the CRD are a little wider than those for the labels of a namespace.
    create(
        policy(
            "odd",
            PolicyMode.Enforce,
            new LabelSelectorBuilder().addToMatchLabels("k".repeat(64), "v").build()));
    create(
        policy(
            "wide",
            PolicyMode.Audit,
            new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("a..b/c")
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .build()));
    create(policy("sound", PolicyMode.Enforce, "sound"));

    awaitEntries("sound=Fail", "wide=Ignore");
    awaitInForce("odd", "False", "SelectorInvalid");
  }

  @Test
  void applyingTheManifestsAgainChangesNothing() {
    create(policy("steady", PolicyMode.Enforce, "steady"));
    awaitEntries("steady=Fail");
    ValidatingWebhookConfiguration before = configuration();

    deployed.apply("webhook-configuration.yaml");

    assertThat(configuration().getWebhooks()).isEqualTo(before.getWebhooks());
  }

  @Test
  void alteredAndRemovedEntriesAreRestored() {
    create(policy("restored", PolicyMode.Enforce, "restored"));
    awaitEntries("restored=Fail");

    alter(webhooks -> webhooks.forEach(webhook -> webhook.setFailurePolicy("Ignore")));
    awaitEntries("restored=Fail");

    alter(List::removeLast);
    awaitEntries("restored=Fail");
  }

  @Test
  void upgradeFromTheSingleEntryLeavesNoMomentWithoutOne() {
    stopOperator();
    API.admin().resource(configuration()).delete();
    API.admin().resource(ofVersion01()).forceConflicts().fieldManager("kubectl").serverSideApply();
    create(policy("upgraded", PolicyMode.Enforce, "upgraded"));
    List<ValidatingWebhookConfiguration> seen = new CopyOnWriteArrayList<>();
    try (Watch _ = resource().watch(recorder(seen))) {
      deployed.apply("webhook-configuration.yaml");
      startOperator();
      awaitEntries("upgraded=Fail");
    }

    assertThat(seen).hasSizeGreaterThan(1);
    assertThat(seen)
        .allSatisfy(
            state ->
                assertThat(
                        !Entries.installEntryIsOff(state)
                            || Entries.in(state).contains("upgraded=Fail"))
                    .isTrue());
    assertThat(Entries.installEntryIsOff(configuration())).isTrue();
  }

  /** As deploy/ of 0.1 has it. */
  private static ValidatingWebhookConfiguration ofVersion01() {
    ValidatingWebhookConfiguration now =
        fromDeploy("webhook-configuration.yaml", ValidatingWebhookConfiguration.class);
    now.getWebhooks().getFirst().setFailurePolicy("Fail");
    now.getWebhooks().getFirst().setTimeoutSeconds(5);
    return now;
  }

  @Test
  void moreThanThereIsRoomForIsToldAndTheRestHolds() {
    for (int i = 0; i < 220; i++) {
      create(policy("many-%03d".formatted(i), PolicyMode.Enforce, "many-" + i));
    }
    Await.until(
        "the configuration to be full",
        PATIENCE,
        () -> Entries.in(configuration()).size() == planned().entries().size());

    String left = planned().withoutRoom().stream().sorted().toList().getLast();
    awaitInForce(left, "False", "NoRoom");
    assertThat(planned().entries()).hasSizeGreaterThan(100);
    assertFails(podIn(API.newNamespace("n", Map.of("models", "many-0"))));
  }

  private static EntryPlan planned() {
    return Entries.planner()
        .plan(API.admin().resources(ClusterModelTrustPolicy.class).list().getItems());
  }

  @Test
  void userWithEditHasNoRightToTheEntries() {
    create(policy("kept", PolicyMode.Enforce, "kept"));
    awaitEntries("kept=Fail");
    KubernetesClient tenant = API.as("tenant", "system:authenticated");
    assertRefused(() -> tenant.resource(configuration()).update(), "forbidden");
  }

  private static void create(ClusterModelTrustPolicy policy) {
    policy.getMetadata().setCreationTimestamp(null);
    policy.getSpec().authorities =
        List.of(CustomResources.authority("release-key", TestPki.publicPem(TestPki.ecKey())));
    API.admin().resource(policy).create();
  }

  private static Pod podIn(String namespace) {
    Pod pod = Pods.server();
    pod.getMetadata().setNamespace(namespace);
    return pod;
  }

  private static void alter(Consumer<List<ValidatingWebhook>> change) {
    Editing.edit(resource(), stored -> change.accept(stored.getWebhooks()));
  }

  private static Watcher<ValidatingWebhookConfiguration> recorder(
      List<ValidatingWebhookConfiguration> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ValidatingWebhookConfiguration state) {
        seen.add(state);
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new AssertionError(cause);
      }
    };
  }
}
