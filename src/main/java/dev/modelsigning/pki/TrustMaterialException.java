// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/**
 * A configured key, certificate or trusted root cannot be used. The message names the authority and
 * a hint.
 */
public final class TrustMaterialException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates one without a cause. */
  public TrustMaterialException(String message) {
    super(message);
  }

  /** Creates one with its cause. */
  public TrustMaterialException(String message, Throwable cause) {
    super(message, cause);
  }
}
