// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/**
 * A configured key or certificate cannot be used. The message names the authority and the remedy.
 */
public final class TrustMaterialException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal. */
  public TrustMaterialException(String message) {
    super(message);
  }

  /** A refusal with its cause. */
  public TrustMaterialException(String message, Throwable cause) {
    super(message, cause);
  }
}
