// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import java.util.Objects;

/** What happens to a pod while no webhook answers; it follows from the mode of a policy. */
enum EntryKind {
  /** The pod is refused: policies that enforce. */
  ENFORCE("Fail", 5),
  /**
   * The pod is admitted: policies that warn or audit. The short timeout bounds what a hanging
   * webhook costs a namespace in which nothing is ever refused.
   */
  OBSERVE("Ignore", 1);

  private final String failurePolicy;
  private final int timeoutSeconds;

  EntryKind(String failurePolicy, int timeoutSeconds) {
    this.failurePolicy = failurePolicy;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** A policy without a mode enforces: the CRD sets the default, and a lost one weakens nothing. */
  static EntryKind of(ClusterModelTrustPolicy policy) {
    return ofMode(Objects.requireNonNullElse(policy.getSpec().mode, PolicyMode.Enforce));
  }

  static EntryKind ofMode(PolicyMode mode) {
    return switch (mode) {
      case Enforce -> ENFORCE;
      case Warn, Audit -> OBSERVE;
    };
  }

  String failurePolicy() {
    return failurePolicy;
  }

  int timeoutSeconds() {
    return timeoutSeconds;
  }
}
