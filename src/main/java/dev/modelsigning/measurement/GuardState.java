// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

/**
 * Whether the guard is in force: the ValidatingAdmissionPolicies that keep everybody but the job
 * controller and the kubelet away from measuring pods. Without it a tenant could forge the result
 * of a measuring pod, so nothing is measured and no result is accepted.
 */
public interface GuardState {
  /** True only when every policy and binding of the guard is as expected. */
  boolean installed();

  /** What is missing or differs, with a hint; empty text when {@link #installed()}. */
  String missing();
}
