// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** The state of a signing job, or of one target of a cluster-wide job. */
public enum SigningState {
  /** Waiting for its turn. */
  Pending,
  /** A Job hashes the files. */
  Measuring,
  /** Measured, and not signed until somebody approves of the digest. */
  AwaitingApproval,
  /** Signed; the ModelSignature holds the bundle. */
  Succeeded,
  /** Not signed; the message says why. */
  Failed
}
