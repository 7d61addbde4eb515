// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

/** A private key cannot be read for want of its password, or with the one that was given. */
public final class KeyPasswordException extends SigningException {
  private static final long serialVersionUID = 1L;

  KeyPasswordException(String message) {
    super(message);
  }

  KeyPasswordException(String message, Throwable cause) {
    super(message, cause);
  }
}
