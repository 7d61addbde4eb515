// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The operator is ready while its caches are filled and follow the cluster; in the webhook's
 * process this says nothing.
 */
@Readiness
@Singleton
public class OperatorHealth implements HealthCheck {
  private final OmsConfig config;
  private final OperatorLifecycle lifecycle;

  /** Constructed by the container. */
  public OperatorHealth(OmsConfig config, OperatorLifecycle lifecycle) {
    this.config = config;
    this.lifecycle = lifecycle;
  }

  @Override
  public HealthCheckResponse call() {
    boolean ready =
        config.role() != Role.OPERATOR || (lifecycle.isStarted() && lifecycle.isWatching());
    return HealthCheckResponse.named("operator").status(ready).build();
  }
}
