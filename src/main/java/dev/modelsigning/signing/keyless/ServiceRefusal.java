// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.http.RemoteService;
import dev.modelsigning.signing.SigningException;

/** A service does not contribute what signing needs. */
final class ServiceRefusal {
  private ServiceRefusal() {}

  /**
   * The exception for it.
   *
   * @param problem the rest of a sentence about the service
   */
  static SigningException of(RemoteService service, String problem) {
    return new SigningException(service.message(problem));
  }

  static SigningException of(RemoteService service, String problem, Throwable cause) {
    return new SigningException(service.message(problem), cause);
  }
}
