// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import dev.modelsigning.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the fetches of trusted roots, and shows when each was fetched last. Of more than {@value
 * #ROOTS} names the further ones are counted together, since each name is a series.
 */
public final class RefreshMetrics {
  static final int ROOTS = 64;
  static final String OTHER = "other";
  private static final double NEVER = Double.NaN;

  private final MeterRegistry meters;
  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> last = new ConcurrentHashMap<>();

  /** Nothing is shown before it happens. */
  public RefreshMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** One fetch has ended. */
  void ended(String root, boolean success) {
    Metric.TRUST_ROOT_REFRESHES
        .counter(meters, success ? "success" : "failure", label(root))
        .increment();
  }

  /**
   * When what counts now was fetched.
   *
   * @param roots names of all roots; others are not shown any more
   */
  public void show(String root, Optional<Instant> fetched, Set<String> roots) {
    fetched.ifPresentOrElse(at -> last.put(root, at), () -> last.remove(root));
    last.keySet().retainAll(roots);
    String label = label(root);
    if (!label.equals(OTHER)) {
      Metric.TRUST_ROOT_LAST_REFRESH.gauge(
          meters,
          last,
          known ->
              Optional.ofNullable(known.get(root))
                  .map(at -> (double) at.getEpochSecond())
                  .orElse(NEVER),
          label);
    }
  }

  private synchronized String label(String root) {
    if (named.contains(root) || named.size() < ROOTS) {
      named.add(root);
      return root;
    }
    return OTHER;
  }
}
