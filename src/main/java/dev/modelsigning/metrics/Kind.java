// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

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

  private final String type;

  Kind(String type) {
    this.type = type;
  }

  /** The type that the exposition format names. */
  String type() {
    return type;
  }
}
