// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a password for one registry. They are sent to that registry, and to the token service
 * that it names if {@link TokenService#maySee} says so; never elsewhere.
 */
public record Credentials(String user, String password) {
  /** The value of an Authorization header. */
  String basic() {
    String pair = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the password, which must not get into a log. */
  @Override
  public String toString() {
    return "credentials of a registry";
  }
}
