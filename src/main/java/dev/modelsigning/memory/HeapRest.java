// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.memory;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Has the heap collected while work makes it grow, each time by half, and once after that work,
 * such as the first lists: the collector gives memory back when it collects the whole heap, and a
 * process at rest never does that by itself. At rest nothing is collected.
 */
@Singleton
public class HeapRest {
  private static final Logger LOG = Logger.getLogger(HeapRest.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration CALM = Duration.ofSeconds(15);

  /** What the serial collector calls itself where it collects the whole heap. */
  private static final String WHOLE = "MarkSweepCompact";

  /** And the part that it alone collects. */
  private static final String OLD = "Tenured Gen";

  private final Clock clock;
  private final CalmAfterWork work = new CalmAfterWork(CALM);
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> WHOLE.equals(collector.getName()))
          .toList();
  private final List<MemoryPoolMXBean> old =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> OLD.equals(pool.getName()))
          .toList();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heap-rest").factory());

  /** MiB of the heap after the last collection that was asked for. */
  private long rest;

  /** Constructed by the container. */
  public HeapRest(Clock clock) {
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    if (!collectors.isEmpty()) {
      var unused =
          schedule.scheduleWithFixedDelay(
              this::look, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    schedule.shutdownNow();
  }

  private void look() {
    if (old.stream().anyMatch(HeapRest::isGrown)) {
      System.gc();
    }
    if (work.isReached(collections(), clock.instant())) {
      long before = committed();
      if (before > rest) {
        System.gc();
        rest = committed();
        LOG.debugf("heap of %d MiB collected to %d MiB", before, rest);
      }
      work.settle(collections());
    }
  }

  private static boolean isGrown(MemoryPoolMXBean pool) {
    return new GrownHeap(pool.getUsage().getUsed(), pool.getCollectionUsage().getUsed())
        .isReached();
  }

  private long collections() {
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  private static long committed() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() >> 20;
  }
}
