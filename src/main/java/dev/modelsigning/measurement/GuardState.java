// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import java.time.Instant;

/**
 * Whether the guard is in force: the ValidatingAdmissionPolicies that keep everybody but the job
 * controller and the kubelet away from measuring pods. Without it a tenant could forge the result
 * of a measuring pod, so nothing is measured and no result is accepted.
 */
public interface GuardState {
  /** True only when every policy and binding of the guard is as expected. */
  boolean installed();

  /**
   * True only when it is {@link #installed()} and was not seen to be away or changed since. What a
   * pod reports that ran in between could have been forged.
   */
  boolean installedSince(Instant start);

  /** What is missing or differs, with a hint; empty text when {@link #installed()}. */
  String missing();
}
