// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.util.List;

/**
 * The objects that hold or use the webhook's certificates.
 *
 * @param namespace the operator's own namespace
 * @param service name of the webhook's Service
 * @param servingSecret Secret that the webhook's pods mount: tls.crt, tls.key, ca.crt
 * @param authoritySecret Secret with the authority's key; no pod mounts it
 * @param configuration name of the ValidatingWebhookConfiguration whose caBundle is maintained
 */
public record WebhookTlsNames(
    String namespace,
    String service,
    String servingSecret,
    String authoritySecret,
    String configuration) {

  /** The names of the install manifests. */
  public static WebhookTlsNames installedIn(String namespace) {
    return new WebhookTlsNames(
        namespace,
        "model-signature-webhook",
        "model-signature-webhook-tls",
        "model-signature-webhook-authority",
        "model-signature-webhook");
  }

  /** The DNS name under which the API server calls the Service. */
  List<String> serverNames() {
    return List.of(service + "." + namespace + ".svc");
  }
}
