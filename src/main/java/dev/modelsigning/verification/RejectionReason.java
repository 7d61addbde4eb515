// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/** Why a model is rejected: a closed list, part of the API. */
public enum RejectionReason {
  /** The bundle is no bundle this version reads, or over a limit. */
  BUNDLE_MALFORMED("BundleMalformed"),
  /** The signer is a trusted one, but the signature is not over these bytes. */
  SIGNATURE_INVALID("SignatureInvalid"),
  /** No configured authority stands behind the signer. */
  SIGNER_UNTRUSTED("SignerUntrusted"),
  /** A certificate of the chain is not valid now, or was not when it was used. */
  CERTIFICATE_EXPIRED("CertificateExpired"),
  /** A certificate is damaged, not fit for signing, or its chain breaks a rule. */
  CERTIFICATE_INVALID("CertificateInvalid"),
  /** An entry in a transparency log does not verify, or is about something else. */
  LOG_ENTRY_INVALID("LogEntryInvalid"),
  /** A timestamp does not verify, or none tells when the signature was made. */
  TIMESTAMP_INVALID("TimestampInvalid"),
  /** Signed, but no OMS v1.0 statement. */
  STATEMENT_INVALID("StatementInvalid"),
  /** Files are missing, changed or not signed. */
  CONTENT_MISMATCH("ContentMismatch"),
  /** The model holds what no signature can cover: links, special files, bad names, nothing. */
  CONTENT_REFUSED("ContentRefused");

  private final String reason;

  RejectionReason(String reason) {
    this.reason = reason;
  }

  /** In CamelCase, usable as the reason of a Kubernetes condition. */
  public String reason() {
    return reason;
  }
}
