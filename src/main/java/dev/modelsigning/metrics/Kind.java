// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

import java.time.Duration;

/** How Prometheus reads a metric. */
enum Kind {
  /** Only rises. */
  COUNTER("counter"),
  /** Rises and falls. */
  GAUGE("gauge"),
  /**
   * Counts durations by how long they were at most; the longest of the last minutes is a separate
   * gauge.
   */
  HISTOGRAM("histogram");

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5)
  };

  private final String type;

  Kind(String type) {
    this.type = type;
  }

  /** The type that the exposition format names. */
  String type() {
    return type;
  }

  /** Upper bounds of the buckets; none unless it is a histogram. */
  Duration[] buckets() {
    return switch (this) {
      case HISTOGRAM -> BUCKETS.clone();
      case COUNTER, GAUGE -> new Duration[0];
    };
  }
}
