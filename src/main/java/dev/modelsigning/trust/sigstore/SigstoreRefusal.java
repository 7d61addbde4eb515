// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

/** A keyless signature does not pass a check. */
public final class SigstoreRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The checks that callers distinguish. */
  public enum Check {
    /** The signer's certificate cannot be read, or may not sign models. */
    CERTIFICATE,
    /** The trusted root's certificate authorities did not issue the signer's certificate. */
    CHAIN,
    /** The identity does not match the rule. */
    IDENTITY,
    /** The signature does not verify with the key of the certificate. */
    SIGNATURE,
    /** A transparency log entry does not verify, or is about something else. */
    LOG,
    /** A timestamp does not verify, or no trusted time states when the signature was made. */
    TIMESTAMP,
    /** The certificate was not valid at a trusted time of the signature. */
    VALIDITY
  }

  private final Check check;
  private final String detail;

  SigstoreRefusal(Check check, String detail) {
    super(detail);
    this.check = check;
    this.detail = detail;
  }

  SigstoreRefusal(Check check, String detail, Throwable cause) {
    super(detail, cause);
    this.check = check;
    this.detail = detail;
  }

  /** The check that failed. */
  public Check check() {
    return check;
  }

  /** One sentence for users. */
  public String detail() {
    return detail;
  }
}
