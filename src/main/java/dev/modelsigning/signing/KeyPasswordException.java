// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

/** A private key cannot be read without a password, or with the given one. */
public final class KeyPasswordException extends SigningException {
  private static final long serialVersionUID = 1L;

  KeyPasswordException(String message) {
    super(message);
  }

  KeyPasswordException(String message, Throwable cause) {
    super(message, cause);
  }
}
