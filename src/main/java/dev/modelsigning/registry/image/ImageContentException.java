// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import java.io.IOException;

/** An image holds what is not written to a folder here; the message names it. */
public final class ImageContentException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageContentException(String message) {
    super(message);
  }

  ImageContentException(String message, Throwable cause) {
    super(message, cause);
  }
}
