// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * The guard check of the operator's process. It is created on first use, so never in the webhook.
 */
@Dependent
public class GuardBeans {
  /** Starts watching at once. */
  @Produces
  @Singleton
  GuardCheck guard(KubernetesClient client, Clock clock, OmsConfig config, MeterRegistry meters) {
    var check = new GuardCheck(client, clock, config.namespace());
    Metric.GUARD_INSTALLED.gauge(meters, check, guard -> guard.installed() ? 1 : 0);
    check.start();
    return check;
  }

  void stop(@Disposes GuardCheck check) {
    check.close();
  }
}
