// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

/** A manifest cannot be read; the message names the place and what is wrong there. */
public final class UnusableManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, and where. */
  public UnusableManifestException(String message) {
    super(message);
  }

  /** The same, found out by a library. */
  public UnusableManifestException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message, which is never null here. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
