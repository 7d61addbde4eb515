// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** The digests of the OMS registry, as users write them. */
public enum HashAlgorithm {
  /** SHA-256, which every verifier has. */
  SHA256,
  /** BLAKE2b with 512 bits. */
  BLAKE2b,
  /** BLAKE3 with 256 bits. */
  BLAKE3
}
