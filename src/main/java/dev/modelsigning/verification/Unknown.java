// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/**
 * The model could not be checked, so it is not trusted.
 *
 * @param message names the problem and a hint
 */
public record Unknown(UnknownReason reason, String message) implements Verdict {
  @Override
  public String reasonText() {
    return reason.reason();
  }
}
