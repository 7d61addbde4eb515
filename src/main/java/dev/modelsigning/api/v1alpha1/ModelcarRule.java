// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What to do with pods whose containers share processes, as modelcars need it. */
public enum ModelcarRule {
  /** Refuse the pod. */
  Deny,
  /** Admit the pod. */
  Allow,
  /** Admit the pod when what it shares are modelcars whose images are Verified. */
  RequireVerified
}
