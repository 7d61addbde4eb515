// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

/** The answer of one authority for one bundle. */
public sealed interface AuthenticationResult {
  /**
   * The signature is by a signer that this authority accepts.
   *
   * @param signer the verified facts
   */
  record Authentic(SignerFacts signer) implements AuthenticationResult {}

  /**
   * It is not.
   *
   * @param reason the first check that fails
   * @param detail one sentence for users
   */
  record NotAuthentic(Reason reason, String detail) implements AuthenticationResult {}

  /**
   * The checks, roughly in their order: failing a later one says more about the bundle. Two are
   * made at other times: timestamps of certificate signatures are checked first, since the chain is
   * judged at their time, and the validity of a keyless signer's certificate last, once all times
   * are known.
   */
  enum Reason {
    /** The bundle is signed with another method than this authority accepts. */
    METHOD_DIFFERS,
    /** The hint names another key, and the signature does not verify with this one. */
    KEY_DIFFERS,
    /** A certificate cannot be read, or may not sign models. */
    CERTIFICATE_INVALID,
    /** No chain leads to the certificates of this authority. */
    CHAIN_UNTRUSTED,
    /** A certificate of the chain is expired or not yet valid. */
    CERTIFICATE_EXPIRED,
    /** The certificate is valid, but for a name that is not allowed. */
    NAME_NOT_ALLOWED,
    /** The signer is accepted, but the signature does not verify. */
    SIGNATURE_INVALID,
    /** A transparency log entry does not verify, or is about something else. */
    LOG_INVALID,
    /** A timestamp does not verify, or no trusted time states when the signature was made. */
    TIMESTAMP_INVALID
  }
}
