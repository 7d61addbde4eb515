// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.signing.SigningException;
import java.net.URI;

/**
 * A service that takes part in signing, as messages name it.
 *
 * @param name such as {@code Fulcio}
 * @param remedy what to do when it refuses or does not answer
 */
record RemoteService(String name, URI url, String remedy) {
  SigningException refusal(String what) {
    return new SigningException(message(what));
  }

  SigningException refusal(String what, Throwable cause) {
    return new SigningException(message(what), cause);
  }

  private String message(String what) {
    return "%s at %s %s; %s".formatted(name, url, what, remedy);
  }
}
