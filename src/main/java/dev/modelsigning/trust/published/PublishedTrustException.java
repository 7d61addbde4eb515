// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

/** Text that is no published trust of a version that this build reads. */
public final class PublishedTrustException extends Exception {
  private static final long serialVersionUID = 1L;

  PublishedTrustException(String message) {
    super(message);
  }

  PublishedTrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
