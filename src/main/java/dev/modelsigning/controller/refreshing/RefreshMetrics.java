// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import dev.modelsigning.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the fetches of trusted roots. Of more than {@value #ROOTS} names the further ones are
 * counted together, since each name is a series.
 */
public final class RefreshMetrics {
  static final int ROOTS = 64;
  static final String OTHER = "other";

  private final MeterRegistry meters;
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  /** Nothing is counted before it happens. */
  public RefreshMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** One fetch has ended. */
  void ended(String root, boolean success) {
    Metric.TRUST_ROOT_REFRESHES
        .counter(meters, success ? "success" : "failure", label(root))
        .increment();
  }

  private synchronized String label(String root) {
    if (named.contains(root) || named.size() < ROOTS) {
      named.add(root);
      return root;
    }
    return OTHER;
  }
}
