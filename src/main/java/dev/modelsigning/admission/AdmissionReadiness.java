// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The webhook is ready when its caches are full, its watches run, and the way of a review is warm.
 * In the operator's process this check always succeeds.
 */
@Readiness
@Singleton
public class AdmissionReadiness implements HealthCheck {
  private final OmsConfig config;
  private final AdmissionService service;
  private final BooleanSupplier rehearsed;

  /** Constructed by the container. */
  @Inject
  public AdmissionReadiness(OmsConfig config, AdmissionService service, Rehearsal rehearsal) {
    this(config, service, rehearsal::isOver);
  }

  AdmissionReadiness(OmsConfig config, AdmissionService service, BooleanSupplier rehearsed) {
    this.config = config;
    this.service = service;
    this.rehearsed = rehearsed;
  }

  @Override
  public HealthCheckResponse call() {
    boolean ready =
        config.role() != Role.WEBHOOK
            || (service.isReady() && service.isFollowing() && rehearsed.getAsBoolean());
    return HealthCheckResponse.named("webhook").status(ready).build();
  }
}
