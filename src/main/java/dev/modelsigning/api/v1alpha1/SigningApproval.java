// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** Whether somebody has to approve of what was measured before it is signed. */
public enum SigningApproval {
  /** What the claim holds is signed as it is measured. */
  Automatic,
  /** Only measured digests that the job lists are signed. */
  Manual
}
