// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** How a toleration is compared with a taint. */
public enum TolerationOperator {
  /** Key and value are the same. */
  Equal,
  /** The key is the same. */
  Exists
}
