// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.binding.NamespacedPolicies;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells from the installed webhook configuration whether a policy of a namespace is in force. Pure.
 */
public final class NamespacedStandings {
  private final NamespacePlanner planner;

  /**
   * @param exempt names of the namespaces whose pods are never judged
   */
  public NamespacedStandings(Set<String> exempt) {
    this.planner = new NamespacePlanner(exempt);
  }

  /** Whether the policy is one of those of its namespace that count. */
  public boolean counts(ModelTrustPolicy policy, Collection<ModelTrustPolicy> siblings) {
    return !planner.isExempt(policy.getMetadata().getNamespace())
        && NamespacedPolicies.inForce(siblings).stream()
            .map(one -> one.getMetadata().getName())
            .anyMatch(policy.getMetadata().getName()::equals);
  }

  /**
   * The standing of one policy.
   *
   * @param siblings all policies of its namespace, itself included
   * @param installed the webhook configuration; empty when there is none
   * @param all every policy of every namespace; only asked for when there is no entry for this one
   */
  public PolicyStanding of(
      ModelTrustPolicy policy,
      Collection<ModelTrustPolicy> siblings,
      Optional<ValidatingWebhookConfiguration> installed,
      Supplier<Collection<ModelTrustPolicy>> all) {
    String namespace = policy.getMetadata().getNamespace();
    if (planner.isExempt(namespace)) {
      return not(
          Reason.NamespaceExempt,
          "namespace "
              + namespace
              + " is exempt: the pods of the cluster's own components and of the operator are never"
              + " judged");
    }
    if (!counts(policy, siblings)) {
      return not(
          Reason.TooManyPolicies,
          NamespacedPolicies.MOST_IN_FORCE
              + " older policies of the namespace are in force, so this one judges no pod; hint:"
              + " remove one of them, or write what this one wants into one of them");
    }
    if (installed.isEmpty()) {
      return not(
          Reason.ConfigurationMissing,
          "ValidatingWebhookConfiguration "
              + ScopeReconciler.CONFIGURATION
              + " does not exist, so no pod is judged; hint: ask for the install manifests to be"
              + " applied again");
    }
    EntryKind kind = NamespacePlanner.kindOf(NamespacedPolicies.inForce(siblings));
    if (isListed(namespace, kind, installed.get())) {
      return new PolicyStanding(
          true,
          Reason.EntryInstalled,
          "the API server asks the webhook about the pods of this namespace (entry "
              + NamespacedEntry.name(kind)
              + ")");
    }
    return planner.plan(all.get()).withoutRoom().contains(namespace)
        ? not(
            Reason.NoRoom,
            "the webhook configuration lists as many namespaces as it has room for, so this policy"
                + " judges no pod; hint: ask for a ClusterModelTrustPolicy that selects the"
                + " namespace")
        : not(
            Reason.EntryPending,
            "the webhook configuration does not list this namespace yet; hint: wait a few seconds,"
                + " or see the operator's log");
  }

  private static boolean isListed(
      String namespace, EntryKind kind, ValidatingWebhookConfiguration installed) {
    return installed.getWebhooks().stream()
        .map(InstalledEntry::new)
        .filter(InstalledEntry::isNamespaced)
        .filter(entry -> entry.isOf(kind))
        .filter(entry -> entry.caBundle().isPresent())
        .flatMap(entry -> entry.webhook().getNamespaceSelector().getMatchExpressions().stream())
        .map(LabelSelectorRequirement::getValues)
        .map(values -> Objects.requireNonNullElse(values, List.<String>of()))
        .anyMatch(values -> values.contains(namespace));
  }

  private static PolicyStanding not(Reason reason, String message) {
    return new PolicyStanding(false, reason, message);
  }
}
