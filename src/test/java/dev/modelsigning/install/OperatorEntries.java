// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.webhookscope.Entries;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import java.util.ArrayList;
import java.util.List;

/** What the operator writes into the webhook configuration, for tests in which it does not run. */
final class OperatorEntries {
  static final String CA_BUNDLE = "Y2E=";

  private OperatorEntries() {}

  /** The entry of a policy that enforces in namespaces whose label {@code models} is its name. */
  static List<ValidatingWebhook> of(String policy) {
    return Entries.of(Entries.policy(policy, PolicyMode.Enforce, policy));
  }

  /** The entries of the install, switched off, and another one; all with the caBundle. */
  static List<ValidatingWebhook> written(
      List<ValidatingWebhook> installed, ValidatingWebhook another) {
    List<ValidatingWebhook> written = new ArrayList<>();
    for (ValidatingWebhook webhook : installed) {
      written.add(
          trusting(
              new ValidatingWebhookBuilder(webhook)
                  .addToMatchConditions(
                      new MatchCondition("false", "replaced-by-one-entry-per-policy"))
                  .build()));
    }
    written.add(trusting(another));
    return written;
  }

  private static ValidatingWebhook trusting(ValidatingWebhook webhook) {
    return new ValidatingWebhookBuilder(webhook)
        .editClientConfig()
        .withCaBundle(CA_BUNDLE)
        .endClientConfig()
        .build();
  }
}
