// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.MaterialProblem;
import org.jspecify.annotations.Nullable;

/** A private key cannot be read without a password, or with the given one. */
public final class KeyPasswordException extends SigningException {
  private static final long serialVersionUID = 1L;

  KeyPasswordException(MaterialProblem problem, @Nullable Throwable cause) {
    super("the private key", problem, cause);
  }
}
