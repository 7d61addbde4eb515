// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** How read-only a model claim has to be mounted. */
public enum ReadOnlyRequirement {
  /** The volume itself is declared read-only, which also binds ephemeral containers. */
  Volume,
  /** Every mount of the claim in the pod is read-only, or the volume is. */
  Mount
}
