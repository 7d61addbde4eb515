// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.controller.modelsignature.ModelSignatureReconciler;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs the controllers in the operator's process and nowhere else. The webhook's process never even
 * creates them: its service account could not read what they watch.
 */
@Singleton
public class OperatorLifecycle {
  private static final Logger LOG = Logger.getLogger(OperatorLifecycle.class);

  private final OmsConfig config;
  private final Instance<Operator> operator;
  private final Instance<ModelSignatureReconciler> signatures;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private volatile boolean started;

  /** Constructed by the container. */
  public OperatorLifecycle(
      OmsConfig config,
      Instance<Operator> operator,
      Instance<ModelSignatureReconciler> signatures) {
    this.config = config;
    this.operator = operator;
    this.signatures = signatures;
  }

  /** Whether all caches are filled and reconciliation, or waiting for leadership, has begun. */
  public boolean isStarted() {
    return started;
  }

  void start(@Observes StartupEvent event) {
    LOG.infof("role=%s namespace=%s", config.role(), config.namespace());
    if (config.role() != Role.OPERATOR) {
      return;
    }
    operator.get().start();
    started = true;
    long seconds = config.measurement().evidenceSweepInterval().toSeconds();
    var unused =
        housekeeping.scheduleWithFixedDelay(
            this::sweepEvidence, Math.min(30, seconds), seconds, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    housekeeping.shutdownNow();
    if (started) {
      operator.get().stop();
    }
  }

  /** A sweep that fails now is made up for by the next one; the schedule must go on. */
  private void sweepEvidence() {
    try {
      signatures.get().sweepEvidence();
    } catch (RuntimeException e) {
      LOG.warnf("evidence not swept: %s", e.getMessage());
    }
  }
}
