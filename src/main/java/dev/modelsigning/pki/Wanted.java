// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/** What a text is expected to hold. */
public enum Wanted {
  /** A private key that signs. */
  PRIVATE_KEY("private key"),
  /** A public key that is trusted. */
  PUBLIC_KEY("public key"),
  /** One or several certificates. */
  CERTIFICATE("certificate");

  private final String text;

  Wanted(String text) {
    this.text = text;
  }

  /** Its name in messages, without an article. */
  public String text() {
    return text;
  }
}
