// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

/** What one authority says about one bundle. */
public sealed interface AuthenticationResult {
  /**
   * The signature is by a signer of this authority.
   *
   * @param signer facts that were checked
   */
  record Authentic(SignerFacts signer) implements AuthenticationResult {}

  /**
   * It is not.
   *
   * @param reason the first check that failed
   * @param detail one sentence for people
   */
  record NotAuthentic(Reason reason, String detail) implements AuthenticationResult {}

  /**
   * The checks, about in the order in which they are made: a later one says more about the bundle.
   * Two are made at other times: a timestamp of a certificate signature comes first of all, since
   * the chain is judged at its time; and whether a keyless signer's certificate was valid comes
   * last, since all its times must be known.
   */
  enum Reason {
    /** The bundle is signed by another method than this authority stands for. */
    METHOD_DIFFERS,
    /** The hint names another key, and the signature is not by this one. */
    KEY_DIFFERS,
    /** A certificate is no X.509, or not fit for signing. */
    CERTIFICATE_INVALID,
    /** No chain leads to this authority's certificates. */
    CHAIN_UNTRUSTED,
    /** A certificate of the chain is over its time, or before it. */
    CERTIFICATE_EXPIRED,
    /** The certificate is good, but for a name that is not allowed. */
    NAME_NOT_ALLOWED,
    /** The signer is right, but the signature is not over these bytes. */
    SIGNATURE_INVALID,
    /** A transparency log entry does not verify, or is about something else. */
    LOG_INVALID,
    /** A timestamp does not verify, or none tells when the signature was made. */
    TIMESTAMP_INVALID
  }
}
