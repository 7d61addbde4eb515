// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/** Why a model is rejected. The list is part of the API. */
public enum RejectionReason {
  /** The bundle is not one that this version reads, or exceeds a limit. */
  BUNDLE_MALFORMED("BundleMalformed"),
  /** The signer is trusted, but the signature does not verify. */
  SIGNATURE_INVALID("SignatureInvalid"),
  /** No configured authority accepts the signer. */
  SIGNER_UNTRUSTED("SignerUntrusted"),
  /** A certificate of the chain is expired or not yet valid at the time it is judged. */
  CERTIFICATE_EXPIRED("CertificateExpired"),
  /** A certificate cannot be read or may not sign, or its chain breaks a rule. */
  CERTIFICATE_INVALID("CertificateInvalid"),
  /** A transparency log entry does not verify, or is about something else. */
  LOG_ENTRY_INVALID("LogEntryInvalid"),
  /** A timestamp does not verify, or no trusted time states when the signature was made. */
  TIMESTAMP_INVALID("TimestampInvalid"),
  /** The signed payload is not an OMS 1.0 statement. */
  STATEMENT_INVALID("StatementInvalid"),
  /** Files are missing, changed or unsigned. */
  CONTENT_MISMATCH("ContentMismatch"),
  /**
   * The model contains what no signature covers: links, special files, invalid names; or nothing.
   */
  CONTENT_REFUSED("ContentRefused");

  private final String reason;

  RejectionReason(String reason) {
    this.reason = reason;
  }

  /** The reason in CamelCase, as Kubernetes conditions use it. */
  public String reason() {
    return reason;
  }
}
