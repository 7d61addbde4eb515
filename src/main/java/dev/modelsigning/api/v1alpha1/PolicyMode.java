// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What a policy does with a pod it would refuse. */
public enum PolicyMode {
  /** Refuse the pod. */
  Enforce,
  /** Admit the pod and warn its author. */
  Warn,
  /** Admit the pod and leave an audit annotation. */
  Audit
}
