// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import java.util.HashSet;
import java.util.Set;

/**
 * What this process has said about the pods of one drifted model, so that it is said once. Events
 * have names of their own for each drift and pod, so that another process does not repeat them. For
 * one thread at a time.
 */
final class DriftedModel {
  private String driftedAt = "";
  private final Set<String> told = new HashSet<>();
  private final Set<String> held = new HashSet<>();

  /** Forgets what was said about an earlier drift. */
  void driftedAt(String when) {
    if (!driftedAt.equals(when)) {
      driftedAt = when;
      told.clear();
      held.clear();
    }
  }

  String driftedAt() {
    return driftedAt;
  }

  boolean isTold(String podUid) {
    return told.contains(podUid);
  }

  void tell(String podUid) {
    told.add(podUid);
  }

  /** Whether it is news that this pod cannot be evicted yet. */
  boolean isNewlyHeld(String podUid) {
    return held.add(podUid);
  }

  /** Keeps nothing about other pods than these. */
  void keepOnly(Set<String> podUids) {
    told.retainAll(podUids);
    held.retainAll(podUids);
  }
}
