// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

/**
 * Whether the guard (the ValidatingAdmissionPolicies that keep everybody but the job controller and
 * the kubelet off the measuring pods) is in force. Without it a tenant could speak for a measuring
 * pod, so nothing is measured and no result is accepted.
 */
public interface GuardState {
  /** True only when every policy and binding of the guard was seen as expected. */
  boolean installed();

  /** What is missing or differs, and the remedy; empty text when {@link #installed()}. */
  String missing();
}
