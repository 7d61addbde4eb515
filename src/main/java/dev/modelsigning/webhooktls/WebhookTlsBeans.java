// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.config.OmsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Names and lifetimes of the webhook's certificates, from the configuration. */
@Dependent
public class WebhookTlsBeans {
  /** The names of the install manifests, in the operator's namespace. */
  @Produces
  @Singleton
  WebhookTlsNames names(OmsConfig config) {
    return WebhookTlsNames.installedIn(config.namespace());
  }

  /** As configured; values that contradict each other stop the start. */
  @Produces
  @Singleton
  RotationPolicy rotation(OmsConfig config) {
    var tls = config.webhookTls();
    return new RotationPolicy(
        tls.authorityLifetime(), tls.certificateLifetime(), tls.announcement(), tls.overlap());
  }
}
