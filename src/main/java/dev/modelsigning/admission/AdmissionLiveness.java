// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The kubelet restarts a webhook whose caches have stopped to follow the cluster for good. An API
 * server that is away is not that: the caches come back with it.
 */
@Liveness
@Singleton
public class AdmissionLiveness implements HealthCheck {
  private final AdmissionService service;

  /** Constructed by the container. */
  public AdmissionLiveness(AdmissionService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("webhook caches").status(!service.isLost()).build();
  }
}
