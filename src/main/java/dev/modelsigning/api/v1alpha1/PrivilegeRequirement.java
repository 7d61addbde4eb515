// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** Which privileges containers may have. */
public enum PrivilegeRequirement {
  /** None that can undo a read-only mount or reach the files of a model in another way. */
  Confined,
  /** Any. */
  Any
}
