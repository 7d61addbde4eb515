// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Leads from the entries that are installed to the planned ones without a moment in which neither
 * holds. What is written is one object, so each API server sees a change at once; but API servers
 * and webhooks learn of policies and entries at different times. An entry that another one replaces
 * therefore stays for a while, as long as one of its policies still exists and is as strict.
 */
final class EntryTransition {
  private static final MatchCondition SWITCHED_OFF =
      new MatchCondition("false", "replaced-by-one-entry-per-policy");

  private final EntryTemplate template;

  EntryTransition(EntryTemplate template) {
    this.template = template;
  }

  /**
   * The next entries.
   *
   * @param webhooks all entries to be written
   * @param outgoing names of those that stay for a while
   * @param changed whether they differ from the installed ones
   */
  record Next(List<ValidatingWebhook> webhooks, Set<String> outgoing, boolean changed) {
    Next {
      webhooks = List.copyOf(webhooks);
      outgoing = Set.copyOf(outgoing);
    }
  }

  /**
   * Determines the next entries. Entries that are neither planned nor of the install belong to
   * others and stay as they are.
   *
   * @param installed the entries that the configuration has
   * @param plan the entries that it shall have
   * @param kinds of all policies that exist, by name
   * @param mayStay whether a replaced entry of this name may stay for now
   */
  Next next(
      List<ValidatingWebhook> installed,
      EntryPlan plan,
      Map<String, EntryKind> kinds,
      Predicate<String> mayStay) {
    Map<String, ValidatingWebhook> planned = new HashMap<>();
    List<ValidatingWebhook> added = new ArrayList<>();
    for (WebhookEntry entry : plan.entries()) {
      ValidatingWebhook webhook = template.webhook(entry);
      planned.put(webhook.getName(), webhook);
      added.add(webhook);
    }
    for (NamespacedEntry entry : plan.namespaced()) {
      ValidatingWebhook webhook = template.webhook(entry);
      planned.put(webhook.getName(), webhook);
      added.add(webhook);
    }
    for (WorkloadEntry entry : plan.workloads()) {
      ValidatingWebhook webhook = template.webhook(entry);
      planned.put(webhook.getName(), webhook);
      added.add(webhook);
    }
    Optional<String> trusted =
        installed.stream()
            .map(InstalledEntry::new)
            .flatMap(entry -> entry.caBundle().stream())
            .findFirst();
    List<ValidatingWebhook> next = new ArrayList<>();
    Set<String> outgoing = new HashSet<>();
    for (ValidatingWebhook webhook : installed) {
      InstalledEntry entry = new InstalledEntry(webhook);
      ValidatingWebhook wanted = planned.get(entry.name());
      if (wanted != null) {
        added.remove(wanted);
        next.add(EntryTemplate.same(webhook, wanted) ? webhook : trusting(wanted, trusted));
      } else if (entry.isOfTheInstall()) {
        next.add(switchedOff(webhook));
      } else if (!entry.isPlanned() && !entry.isNamespaced() && !entry.isOfWorkloads()) {
        next.add(webhook);
      } else if (stillMeant(entry, kinds) && mayStay.test(entry.name())) {
        next.add(webhook);
        outgoing.add(entry.name());
      }
    }
    added.forEach(webhook -> next.add(trusting(webhook, trusted)));
    return new Next(next, outgoing, !next.equals(installed));
  }

  /** Entries that only warn are replaced at once: they have no policies here. */
  private static boolean stillMeant(InstalledEntry entry, Map<String, EntryKind> kinds) {
    return entry.policies().stream()
        .map(kinds::get)
        .anyMatch(kind -> kind != null && entry.isOf(kind));
  }

  private static ValidatingWebhook switchedOff(ValidatingWebhook webhook) {
    boolean isOff =
        webhook.getMatchConditions().stream()
            .anyMatch(condition -> SWITCHED_OFF.getName().equals(condition.getName()));
    return isOff
        ? webhook
        : new ValidatingWebhookBuilder(webhook).addToMatchConditions(SWITCHED_OFF).build();
  }

  private static ValidatingWebhook trusting(ValidatingWebhook webhook, Optional<String> caBundle) {
    return caBundle
        .map(
            bundle ->
                new ValidatingWebhookBuilder(webhook)
                    .editClientConfig()
                    .withCaBundle(bundle)
                    .endClientConfig()
                    .build())
        .orElse(webhook);
  }
}
