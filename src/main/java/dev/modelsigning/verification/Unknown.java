// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/**
 * Could not be checked, so it is not trusted either.
 *
 * @param message names the thing and the remedy
 */
public record Unknown(UnknownReason reason, String message) implements Verdict {
  @Override
  public String reasonText() {
    return reason.reason();
  }
}
