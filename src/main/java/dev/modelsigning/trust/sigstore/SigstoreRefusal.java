// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

/** A check of a keyless signature failed. */
public final class SigstoreRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** The checks, as a caller tells them apart. */
  public enum Check {
    /** The signer's certificate cannot be read or is not fit for signing. */
    CERTIFICATE,
    /** The trusted root's certificate authorities did not issue the signer's certificate. */
    CHAIN,
    /** The identity is not the one that the rule asks for. */
    IDENTITY,
    /** The signature is not by the certificate's key over the envelope's bytes. */
    SIGNATURE,
    /** A transparency log entry does not verify, or is about something else. */
    LOG,
    /** A timestamp does not verify, or no trusted time says when the signature was made. */
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

  /** One sentence for people. */
  public String detail() {
    return detail;
  }
}
