// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/** What the certificate at the end of a chain is used for (RFC 5280, 4.2.1.12). */
public enum CertificatePurpose {
  /** To sign models. */
  CODE_SIGNING("1.3.6.1.5.5.7.3.3", "code signing"),
  /** To sign RFC 3161 timestamps. */
  TIME_STAMPING("1.3.6.1.5.5.7.3.8", "timestamping");

  private final String oid;
  private final String text;

  CertificatePurpose(String oid, String text) {
    this.oid = oid;
    this.text = text;
  }

  /** The object identifier in extended key usages. */
  String oid() {
    return oid;
  }

  /** The purpose in words, for messages. */
  String text() {
    return text;
  }
}
