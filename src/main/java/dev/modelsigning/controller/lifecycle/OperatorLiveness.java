// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The kubelet restarts an operator one of whose informers has stopped for good: it would go on and
 * see nothing. In the webhook's process this says nothing.
 */
@Liveness
@Singleton
public class OperatorLiveness implements HealthCheck {
  private final OperatorLifecycle lifecycle;

  /** Constructed by the container. */
  public OperatorLiveness(OperatorLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("operator informers").status(lifecycle.isWatching()).build();
  }
}
