// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.http;

import java.net.URI;

/**
 * A service that is called, as messages name it.
 *
 * @param name such as {@code Fulcio}
 * @param url as {@link HttpUrl} allows it
 * @param hint what to do if the service refuses or does not answer
 */
public record RemoteService(String name, URI url, String hint) {
  /** Refuses a URL that {@link HttpUrl} does not allow. */
  public RemoteService {
    if (!HttpUrl.isAllowed(url)) {
      throw new IllegalArgumentException("the URL of " + name + " " + HttpUrl.REQUIRED);
    }
  }

  /**
   * A message about this service that names it and ends with the hint.
   *
   * @param problem the rest of the sentence, such as "does not answer"
   */
  public String message(String problem) {
    return "%s at %s %s; %s".formatted(name, url, problem, hint);
  }
}
