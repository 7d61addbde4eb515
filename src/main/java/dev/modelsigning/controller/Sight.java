// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

/**
 * Whether the operator sees what it watches. One that does not must give no sign of life: it would
 * miss a rotated key or a new writer, and the verdicts have to go stale.
 */
@FunctionalInterface
public interface Sight {
  /** True while every watch of every controller works. */
  boolean isComplete();
}
