// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.rejudging.RejudgingOrder.Urgency;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has ModelSignatures judged again after a change of a policy, in the order of their urgency. Its
 * thread sleeps while there is nothing to do.
 */
public final class Rejudging extends SimpleInboundEventSource<ModelSignature> {
  private static final Logger LOG = Logger.getLogger(Rejudging.class);

  /** Between two looks at what waits: for its time, or for something that may never finish. */
  private static final Duration PAUSE = RejudgingOrder.UNHURRIED;

  /** ModelSignatures of a cluster that is small enough for all of them to follow soon. */
  static final int FEW = 50;

  /** After which those of a small cluster follow. */
  static final Duration SOON = Duration.ofSeconds(5);

  private final RejudgingOrder order = new RejudgingOrder();
  private final Set<ResourceID> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Clock clock;
  private final Duration followAfter;

  /** Set before a judgement reads the policies, and read after a change of theirs can be read. */
  private volatile boolean judging;

  private @Nullable ScheduledExecutorService steps;

  /**
   * Nothing is handed out before {@link #start}.
   *
   * @param followAfter how much later than an edit those follow that only read differently; {@link
   *     #SOON} at most where there are no more than {@value #FEW} in all
   */
  public Rejudging(Clock clock, Duration followAfter) {
    super("modelsignature-rejudging");
    this.clock = clock;
    this.followAfter = followAfter;
  }

  /**
   * Notes those of them that have to be judged again, and those that are being judged. Before the
   * first one is judged there is nothing to do: after a start all of them are judged, by what is
   * known then.
   *
   * @param some those that the policy may concern
   * @param all how many there are in the cluster
   */
  public void add(
      Stream<ModelSignature> some, int all, Concerned concerned, Predicate<ModelSignature> isUsed) {
    if (!judging) {
      return;
    }
    Instant notBefore = clock.instant().plus(followAfter(all));
    some.forEach(
        signature -> {
          ResourceID id = ResourceID.fromResource(signature);
          if (underWay.contains(id) || concerned.now().test(signature)) {
            note(id, urgency(signature, isUsed));
          } else if (concerned.later().test(signature)) {
            order.addLater(id, notBefore);
          }
        });
    wake();
  }

  /** How much later than an edit those follow that only read differently, of so many in all. */
  Duration followAfter(int all) {
    return all <= FEW && followAfter.compareTo(SOON) > 0 ? SOON : followAfter;
  }

  /** What is used does not wait until all the others have been looked at. */
  private void note(ResourceID id, Urgency urgency) {
    order.add(id, urgency);
    if (urgency == Urgency.USED) {
      wake();
    }
  }

  private static Urgency urgency(ModelSignature signature, Predicate<ModelSignature> isUsed) {
    if (isUsed.test(signature)) {
      return Urgency.USED;
    }
    return JudgedBefore.of(signature).judged().isEmpty() ? Urgency.NOT_JUDGED : Urgency.SIGNED;
  }

  /** One is about to be judged by the policies as they are. */
  public void begun(ModelSignature signature) {
    judging = true;
    underWay.add(ResourceID.fromResource(signature));
  }

  /** What it was judged as is stored, or it waits for its turn. */
  public void ended(ModelSignature signature) {
    underWay.remove(ResourceID.fromResource(signature));
  }

  /** One was judged; the next one may begin. */
  public void finished(ModelSignature signature) {
    if (order.finished(ResourceID.fromResource(signature))) {
      wake();
    }
  }

  @Override
  public synchronized void start() {
    super.start();
    steps =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rejudging").factory());
    wake();
  }

  @Override
  public synchronized void stop() {
    if (steps != null) {
      steps.shutdownNow();
      steps = null;
    }
    super.stop();
  }

  private void wake() {
    schedule(Duration.ZERO);
  }

  private synchronized void schedule(Duration delay) {
    if (steps == null) {
      return;
    }
    try {
      var unused =
          delay.isZero()
              ? steps.submit(this::step)
              : steps.schedule(this::stepAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debugf("judging again ends: %s", e.getMessage());
    }
  }

  /** One that cannot be handed out must not end what waits; of several the first one is told. */
  private void handOut(List<ResourceID> next) {
    boolean told = false;
    for (ResourceID id : next) {
      try {
        propagateEvent(id);
      } catch (RuntimeException e) {
        order.putBack(id);
        if (!told) {
          LOG.warnf("judging %s again was interrupted and is tried again: %s", id, e.getMessage());
          told = true;
        }
      }
    }
  }

  private void stepAgain() {
    awake.set(false);
    step();
  }

  /** One look at what waits is planned at a time. */
  private void step() {
    handOut(order.next(clock.instant()));
    if (!order.isEmpty() && awake.compareAndSet(false, true)) {
      schedule(PAUSE);
    }
  }
}
