// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** The three verdicts. What could not be checked is never {@code Verified}. */
public enum VerdictState {
  /** Signed by a trusted authority, and the volume holds exactly the signed files. */
  Verified,
  /** Checked, and refused for a stated reason. */
  Rejected,
  /** Could not be checked, or not yet. */
  Unknown
}
