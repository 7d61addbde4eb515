// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What to do with a model source that cannot be verified. */
public enum Unverifiable {
  /** Refuse the pod. */
  Deny,
  /** Admit the pod. */
  Allow
}
