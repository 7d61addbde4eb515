// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has ModelSignatures judged again after a change of a policy, in the order of their urgency. */
public final class Rejudging extends SimpleInboundEventSource<ModelSignature> {
  private static final Logger LOG = Logger.getLogger(Rejudging.class);
  private static final long PAUSE_MILLIS = 50;

  private final RejudgingOrder order = new RejudgingOrder();
  private final Clock clock;
  private @Nullable ScheduledExecutorService steps;

  /** Nothing is handed out before {@link #start}. */
  public Rejudging(Clock clock) {
    super("modelsignature-rejudging");
    this.clock = clock;
  }

  /** Notes those that have to be judged again. */
  public void add(Stream<ModelSignature> signatures, Predicate<ModelSignature> isUrgent) {
    signatures.forEach(
        signature -> order.add(ResourceID.fromResource(signature), isUrgent.test(signature)));
  }

  /** One was reconciled; the next one may begin. */
  public void finished(ModelSignature signature) {
    order.finished(ResourceID.fromResource(signature));
  }

  @Override
  public synchronized void start() {
    super.start();
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rejudging").factory());
    var unused =
        executor.scheduleWithFixedDelay(this::step, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    steps = executor;
  }

  @Override
  public synchronized void stop() {
    if (steps != null) {
      steps.shutdownNow();
      steps = null;
    }
    super.stop();
  }

  /** A step that fails must not end the schedule. */
  private void step() {
    try {
      order.next(clock.instant()).forEach(this::propagateEvent);
    } catch (RuntimeException e) {
      LOG.warnf("judging again was interrupted and goes on: %s", e.getMessage());
    }
  }
}
