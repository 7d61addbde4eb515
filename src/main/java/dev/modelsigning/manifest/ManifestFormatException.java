// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

/** Bytes are not a manifest of {@link ManifestCodec}. */
public final class ManifestFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal; the message says what is wrong. */
  public ManifestFormatException(String message) {
    super(message);
  }

  /** A refusal with its cause. */
  public ManifestFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
