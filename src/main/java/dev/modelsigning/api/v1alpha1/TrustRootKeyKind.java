// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What a key or a certificate authority of a trusted root is for. */
public enum TrustRootKeyKind {
  /** Issues the certificates of signers. */
  CertificateAuthority,
  /** Signs entries about signatures. */
  TransparencyLog,
  /** Signs entries about certificates. */
  CertificateLog,
  /** States when a signature existed. */
  TimestampAuthority
}
