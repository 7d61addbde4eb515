// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells from the installed webhook configuration whether a policy is in force. Pure. */
public final class Standings {
  private final EntryPlanner planner;

  /** By what this planner would plan. */
  public Standings(EntryPlanner planner) {
    this.planner = planner;
  }

  /** Name of the webhook configuration. */
  public static String configurationName() {
    return ScopeReconciler.CONFIGURATION;
  }

  /**
   * The standing of one policy.
   *
   * @param installed the webhook configuration; empty when there is none
   * @param all every policy; only asked for when there is no entry for this one
   */
  public PolicyStanding of(
      ClusterModelTrustPolicy policy,
      Optional<ValidatingWebhookConfiguration> installed,
      Supplier<Collection<ClusterModelTrustPolicy>> all) {
    if (installed.isEmpty()) {
      return not(
          Reason.ConfigurationMissing,
          "ValidatingWebhookConfiguration "
              + ScopeReconciler.CONFIGURATION
              + " does not exist, so no pod is judged; hint: apply the install manifests again");
    }
    Optional<LabelSelector> selector = planner.selector(policy);
    if (selector.isEmpty()) {
      return not(
          Reason.SelectorInvalid,
          "spec.match.namespaceSelector names a label key or value that no namespace can have, so"
              + " the policy covers no namespace; hint: compare it with kubectl get namespaces"
              + " --show-labels");
    }
    Optional<InstalledEntry> entry = entry(policy, selector.get(), installed.get());
    if (entry.isPresent()) {
      return new PolicyStanding(
          true,
          Reason.EntryInstalled,
          "the API server asks the webhook about the pods of the selected namespaces (entry "
              + entry.get().name()
              + ")");
    }
    return planner.plan(all.get()).withoutRoom().contains(policy.getMetadata().getName())
        ? not(
            Reason.NoRoom,
            "the webhook configuration is full, so this policy judges no pod; hint: give policies"
                + " the same namespaceSelector and mode, which then share an entry, or remove some")
        : not(
            Reason.EntryPending,
            "the webhook configuration has no entry for this policy yet; hint: wait a few seconds,"
                + " or see the operator's log");
  }

  private static Optional<InstalledEntry> entry(
      ClusterModelTrustPolicy policy,
      LabelSelector selector,
      ValidatingWebhookConfiguration installed) {
    return installed.getWebhooks().stream()
        .map(InstalledEntry::new)
        .filter(entry -> entry.policies().contains(policy.getMetadata().getName()))
        .filter(entry -> entry.isOf(EntryKind.of(policy)))
        .filter(entry -> EntryTemplate.same(entry.webhook().getNamespaceSelector(), selector))
        .filter(entry -> entry.caBundle().isPresent())
        .findFirst();
  }

  private static PolicyStanding not(Reason reason, String message) {
    return new PolicyStanding(false, reason, message);
  }
}
