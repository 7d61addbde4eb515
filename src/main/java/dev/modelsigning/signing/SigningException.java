// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

/** A model cannot be signed. The message names the key, certificate or service, and a hint. */
public sealed class SigningException extends Exception permits KeyPasswordException {
  private static final long serialVersionUID = 1L;

  /** Creates one without a cause. */
  public SigningException(String message) {
    super(message);
  }

  /** Creates one with its cause. */
  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
