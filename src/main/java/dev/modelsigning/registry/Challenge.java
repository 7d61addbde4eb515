// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry wants to see before it answers: its {@code WWW-Authenticate} headers. */
sealed interface Challenge {
  /** The longest header that is read, in characters. */
  int MAX_HEADER = 4096;

  /** A user and a password. */
  record Basic() implements Challenge {}

  /**
   * A token.
   *
   * @param realm where to get it
   * @param service for whom it is
   */
  record Bearer(String realm, Optional<String> service) implements Challenge {}

  /** The strongest of the challenges that are understood. */
  static Optional<Challenge> of(HttpHeaders headers) {
    List<String> all = headers.allValues("WWW-Authenticate");
    Optional<Challenge> bearer =
        all.stream().flatMap(value -> bearer(value).stream()).findFirst().map(found -> found);
    return bearer.isPresent()
        ? bearer
        : all.stream()
            .filter(value -> startsWith(value, "basic"))
            .findFirst()
            .map(value -> new Basic());
  }

  private static boolean startsWith(String value, String scheme) {
    return value.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static Optional<Bearer> bearer(String value) {
    if (!startsWith(value, "bearer ") || value.length() > MAX_HEADER) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher each = Parameters.ONE.matcher(value);
    while (each.find()) {
      parameters.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), each.group(2));
    }
    return Optional.ofNullable(parameters.get("realm"))
        .map(realm -> new Bearer(realm, Optional.ofNullable(parameters.get("service"))));
  }

  /** Holds what an interface would make public. */
  final class Parameters {
    private static final Pattern ONE = Pattern.compile("([a-zA-Z]{1,32})=\"([^\"]*)\"");

    private Parameters() {}
  }
}
