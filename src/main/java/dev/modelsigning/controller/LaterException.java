// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import java.io.IOException;

/** It is not this resource's turn; it is looked at again soon, and nothing is wrong. */
public final class LaterException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what it waits for. */
  public LaterException(String message) {
    super(message);
  }
}
