// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.verification.ReadFailures;
import java.io.IOException;

/** Messages of exceptions; those of {@code java.nio.file} only carry a file name. */
public final class Causes {
  private Causes() {}

  public static String text(Throwable cause) {
    if (cause instanceof IOException e) {
      return ReadFailures.text(e);
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
