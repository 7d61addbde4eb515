// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import java.util.concurrent.atomic.AtomicLong;

/** Sums that are kept while objects come and go. For any number of threads. */
final class RunningSums implements ObjectSums {
  private final AtomicLong existence = new AtomicLong();
  private final AtomicLong versions = new AtomicLong();

  /** Adds what an object adds, or takes it away. */
  void add(long toExistence, long toVersions) {
    existence.addAndGet(toExistence);
    versions.addAndGet(toVersions);
  }

  @Override
  public long existence() {
    return existence.get();
  }

  @Override
  public long versions() {
    return versions.get();
  }
}
