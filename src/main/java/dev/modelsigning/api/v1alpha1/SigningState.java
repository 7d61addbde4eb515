// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** How far one signing target is. */
public enum SigningState {
  /** Waiting for its turn. */
  Pending,
  /** A Job hashes the files. */
  Measuring,
  /** Signed; the ModelSignature holds the bundle. */
  Succeeded,
  /** Not signed; the message says why. */
  Failed
}
