// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

/** The API server no longer knows the version from which to go on: everything is listed again. */
final class ExpiredException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpiredException(String message) {
    super(message);
  }
}
