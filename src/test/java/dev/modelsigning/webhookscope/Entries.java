// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.DeployedFiles;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies, and the entries that the operator makes from them. */
public final class Entries {
  static final String CA_BUNDLE = "Y2E=";

  static final Set<String> EXEMPT = Set.of("kube-system", DeployedFiles.NAMESPACE);

  private Entries() {}

  static EntryPlanner planner() {
    return new EntryPlanner(DeployedFiles.NAMESPACE, EXEMPT);
  }

  /** The entries that the operator writes for these policies, without a caBundle. */
  public static List<ValidatingWebhook> of(ClusterModelTrustPolicy... policies) {
    EntryPlanner planner = planner();
    return planner.plan(Arrays.asList(policies)).entries().stream()
        .map(planner.template()::webhook)
        .toList();
  }

  /** The policies that the entries of a configuration name, with the failurePolicy of each. */
  static List<String> in(ValidatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .filter(webhook -> new InstalledEntry(webhook).isPlanned())
        .map(
            webhook ->
                String.join("+", new InstalledEntry(webhook).policies())
                    + "="
                    + webhook.getFailurePolicy())
        .sorted()
        .toList();
  }

  /** Whether the entry of the install manifests is there and has been switched off. */
  static boolean installEntryIsOff(ValidatingWebhookConfiguration configuration) {
    return installEntry(configuration)
        .filter(
            webhook ->
                webhook.getMatchConditions().stream()
                    .anyMatch(condition -> condition.getExpression().equals("false")))
        .isPresent();
  }

  static Optional<ValidatingWebhook> installEntry(ValidatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .filter(webhook -> new InstalledEntry(webhook).isOfTheInstall())
        .findFirst();
  }

  static ValidatingWebhook trusting(ValidatingWebhook webhook) {
    return new ValidatingWebhookBuilder(webhook)
        .editClientConfig()
        .withCaBundle(CA_BUNDLE)
        .endClientConfig()
        .build();
  }

  /** A policy for namespaces with this value of the label {@code models}. */
  public static ClusterModelTrustPolicy policy(
      String name, @Nullable PolicyMode mode, String value) {
    return policy(name, mode, new LabelSelectorBuilder().addToMatchLabels("models", value).build());
  }

  static ClusterModelTrustPolicy policy(
      String name, @Nullable PolicyMode mode, LabelSelector selector) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withCreationTimestamp("2026-11-28T10:00:00Z")
            .build());
    policy.getSpec().mode = mode;
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector = selector;
    return policy;
  }
}
