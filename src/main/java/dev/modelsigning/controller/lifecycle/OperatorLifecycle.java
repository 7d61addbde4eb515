// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.controller.evidence.EvidenceSweeper;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  private static final Duration SERVER_RECHECK = Duration.ofMillis(500);

  /** After this time a definition that is not there is not about to be served. */
  private static final Duration KINDS_PATIENCE = Duration.ofMinutes(1);

  private final OmsConfig config;
  private final KubernetesClient client;
  private final Instance<Operator> operator;
  private final Instance<EvidenceSweeper> sweeper;
  private final ClaimWriters writers;
  private final Clock clock;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private volatile boolean started;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Constructed by the container. */
  public OperatorLifecycle(
      OmsConfig config,
      KubernetesClient client,
      Instance<Operator> operator,
      Instance<EvidenceSweeper> sweeper,
      ClaimWriters writers,
      Clock clock) {
    this.config = config;
    this.client = client;
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
    // Not here: a process that cannot start yet has to be alive and to end when it is told to.
    Thread.ofPlatform().daemon().name("operator-start").start(this::startWhenServed);
  }

  /**
   * Whether every informer still follows the cluster, or will again by itself. One that has stopped
   * for good leaves the operator blind: only a new process helps.
   */
  public boolean isWatching() {
    return !started || operator.get().getRuntimeInfo().allEventSourcesAreHealthy();
  }

  /**
   * A start without an API server would fail, and the pauses between restarts of a container grow
   * to minutes: the start waits instead.
   */
  private void startWhenServed() {
    try {
      awaitServer();
      awaitKinds();
      Operator running = operator.get();
      RestingScheduler.keepThread(running);
      running.start();
      started = true;
      LOG.info("the operator's caches are filled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException | Error e) {
      if (stopping.getCount() > 0) {
        LOG.errorf(e, "the operator cannot start; the process ends");
        Quarkus.asyncExit(1);
      }
      return;
    }
    scheduleHousekeeping();
  }

  private void awaitServer() throws InterruptedException {
    boolean told = false;
    while (!isServed()) {
      if (!told) {
        LOG.warn("waiting for the API server");
        told = true;
      }
      pause();
    }
  }

  /** Once they are not served in time, the start fails and names one. */
  private void awaitKinds() throws InterruptedException {
    Instant patience = clock.instant().plus(KINDS_PATIENCE);
    boolean told = false;
    List<String> missing = ServedKinds.missing(client, ServedKinds.OURS);
    while (!missing.isEmpty() && clock.instant().isBefore(patience)) {
      if (!told) {
        LOG.warnf("waiting for the API server to serve %s", String.join(", ", missing));
        told = true;
      }
      pause();
      missing = ServedKinds.missing(client, ServedKinds.OURS);
    }
  }

  private void pause() throws InterruptedException {
    if (stopping.await(SERVER_RECHECK.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("the process ends");
    }
  }

  /** An API server that refuses answers too. */
  private boolean isServed() {
    try {
      client.getKubernetesVersion();
      return true;
    } catch (KubernetesClientException e) {
      return e.getCode() >= 400 && e.getCode() < 500;
    }
  }

  private void scheduleHousekeeping() {
    long seconds = config.measurement().evidenceSweepInterval().toSeconds();
    var unused =
        housekeeping.scheduleWithFixedDelay(
            this::cleanUp, Math.min(30, seconds), seconds, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
    housekeeping.shutdownNow();
    if (started) {
      Reconciliations.finish(operator.get());
      operator.get().stop();
      RestingScheduler.end(operator.get());
    }
  }

  /** The next run makes up for one that fails; the schedule has to continue. */
  private void cleanUp() {
    try {
      writers.forgetBefore(clock.instant().minus(LONGEST_RUN));
      sweeper.get().sweep();
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warnf("the stored evidence could not be swept: %s", e);
    }
  }
}
