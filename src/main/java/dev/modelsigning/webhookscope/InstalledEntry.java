// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ServiceReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An entry as the webhook configuration has it.
 *
 * @param webhook the entry
 */
record InstalledEntry(ValidatingWebhook webhook) {
  /**
   * The entry of the install manifests. It is the only one of version 0.1, and calls for every
   * policy; as soon as there are entries per policy it is switched off, not removed, because
   * whoever applies the manifests owns it.
   */
  static final String OF_THE_INSTALL = "pods.modelsigning.dev";

  String name() {
    return Objects.requireNonNullElse(webhook.getName(), "");
  }

  boolean isOfTheInstall() {
    return name().equals(OF_THE_INSTALL);
  }

  /** Whether it was made from policies. */
  boolean isPlanned() {
    return name().endsWith(EntryTemplate.SUFFIX)
        && !isOfTheInstall()
        && path().startsWith(WebhookEntry.PATH);
  }

  /** Whether it is the one for the policies of namespaces of its kind. */
  boolean isNamespaced() {
    return path().equals(NamespacedEntry.PATH);
  }

  /** Whether it only warns about workloads. */
  boolean isOfWorkloads() {
    return path().startsWith(WorkloadEntry.PATH);
  }

  /** Names of the policies that it calls the webhook for. */
  List<String> policies() {
    return isPlanned()
        ? List.of(path().substring(WebhookEntry.PATH.length()).split("/", -1))
        : List.of();
  }

  boolean isOf(EntryKind kind) {
    return kind.failurePolicy().equals(webhook.getFailurePolicy());
  }

  /** Base64 of the PEM text of what it trusts; empty until the operator has written it. */
  Optional<String> caBundle() {
    return Optional.ofNullable(webhook.getClientConfig())
        .map(WebhookClientConfig::getCaBundle)
        .filter(bundle -> !bundle.isEmpty());
  }

  private String path() {
    return Optional.ofNullable(webhook.getClientConfig())
        .map(WebhookClientConfig::getService)
        .filter(service -> EntryTemplate.SERVICE.equals(service.getName()))
        .map(ServiceReference::getPath)
        .orElse("");
  }
}
