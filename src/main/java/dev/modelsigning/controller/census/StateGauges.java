// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.census.Census.Reading;
import dev.modelsigning.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Publishes a {@link Census} at short intervals while this operator is the elected one. Others have
 * caches too, but what they show would count everything once more.
 */
@Singleton
public class StateGauges {
  /** Between two counts: short beside the interval of a scrape. */
  static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(StateGauges.class);

  private final Map<Metric, MultiGauge> gauges = new EnumMap<>(Metric.class);
  private final CountedModels models = new CountedModels();
  private final Set<String> exempt;
  private final Clock clock;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("state-gauges").factory());
  private volatile Optional<Known> known = Optional.empty();
  private final AtomicBoolean leading = new AtomicBoolean();

  /** Constructed by the container. */
  public StateGauges(OmsConfig config, MeterRegistry meters, Clock clock) {
    this.exempt = ExemptNamespaces.of(config).names();
    this.clock = clock;
    Census.GAUGES.forEach(metric -> gauges.put(metric, metric.series(meters)));
    Metric.LEADER.gauge(meters, leading, now -> now.get() ? 1 : 0);
  }

  /** Begins to count what these caches hold. */
  public void follow(Known caches) {
    known = Optional.of(caches);
  }

  /** The caches that are followed; empty until the operator has made them. */
  public Optional<Known> known() {
    return known;
  }

  /** Begins to publish, at once and then at intervals: this operator was elected. */
  public void begin() {
    leading.set(true);
    var unused =
        schedule.scheduleWithFixedDelay(this::publish, 0, INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends it: this operator is not the elected one any more, or it stops. */
  @PreDestroy
  public void end() {
    leading.set(false);
    schedule.shutdownNow();
    gauges.values().forEach(gauge -> gauge.register(List.of(), true));
  }

  /** Counts once. The next count makes up for one that fails; the schedule has to continue. */
  void publish() {
    try {
      known.map(caches -> Census.of(caches, models, exempt, clock.instant())).ifPresent(this::show);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warnf("the current state could not be counted for the metrics: %s", e);
    }
  }

  private void show(Census census) {
    gauges.forEach(
        (metric, gauge) ->
            gauge.register(
                census.readings().getOrDefault(metric, List.of()).stream()
                    .map(reading -> row(metric, reading))
                    .toList(),
                true));
  }

  private static MultiGauge.Row<Number> row(Metric metric, Reading reading) {
    return metric.row(reading.value(), reading.labels().toArray(String[]::new));
  }
}
