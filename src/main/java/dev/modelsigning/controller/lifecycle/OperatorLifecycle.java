// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.controller.modelsignature.EvidenceSweeper;
import dev.modelsigning.volume.ClaimWriters;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs the controllers in the operator's process and nowhere else. The webhook's process does not
 * even create them: its service account cannot read what they watch.
 */
@Singleton
public class OperatorLifecycle {
  private static final Logger LOG = Logger.getLogger(OperatorLifecycle.class);

  /** Longer than any measurement may take (spec.verification.timeoutSeconds). */
  private static final Duration LONGEST_RUN = Duration.ofDays(8);

  private final OmsConfig config;
  private final Instance<Operator> operator;
  private final Instance<EvidenceSweeper> sweeper;
  private final ClaimWriters writers;
  private final Clock clock;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private volatile boolean started;

  /** Constructed by the container. */
  public OperatorLifecycle(
      OmsConfig config,
      Instance<Operator> operator,
      Instance<EvidenceSweeper> sweeper,
      ClaimWriters writers,
      Clock clock) {
    this.config = config;
    this.operator = operator;
    this.sweeper = sweeper;
    this.writers = writers;
    this.clock = clock;
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
            this::cleanUp, Math.min(30, seconds), seconds, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    housekeeping.shutdownNow();
    if (started) {
      operator.get().stop();
    }
  }

  /** The next run makes up for one that fails; the schedule has to continue. */
  private void cleanUp() {
    try {
      writers.forgetBefore(clock.instant().minus(LONGEST_RUN));
      sweeper.get().sweep();
    } catch (RuntimeException e) {
      LOG.warnf("the stored evidence could not be swept: %s", e.getMessage());
    }
  }
}
