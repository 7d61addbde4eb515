// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.registry.RegistryFailure.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Gets the token that a registry asks for, for one repository. */
final class TokenService {
  private static final int MAX_ANSWER = 64 << 10;

  private static final StrictJson JSON = new StrictJson(MAX_ANSWER, 1_000, 8, MAX_ANSWER);

  /** Registries whose token service is at another host of the same owner. */
  private static final Map<String, String> OF_THE_SAME_OWNER =
      Map.of("registry-1.docker.io", "auth.docker.io", "registry.gitlab.com", "gitlab.com");

  private final RegistryHttp http;
  private final AllowedRegistries allowed;

  TokenService(RegistryHttp http, AllowedRegistries allowed) {
    this.http = http;
    this.allowed = allowed;
  }

  /**
   * The value of an Authorization header.
   *
   * @param registry who asks for a token
   * @param actions such as {@code pull}
   * @throws RegistryFailure if there is none within the limits
   */
  String token(
      URI registry,
      Challenge.Bearer wanted,
      String repository,
      String actions,
      Optional<Credentials> credentials)
      throws RegistryFailure {
    URI realm = Origins.next(registry, wanted.realm(), allowed);
    String query =
        "scope="
            + encoded("repository:" + repository + ":" + actions)
            + wanted.service().map(service -> "&service=" + encoded(service)).orElse("");
    URI url = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
    Optional<String> shown =
        maySee(registry, realm) ? credentials.map(Credentials::basic) : Optional.empty();
    RegistryHttp.Answer answer =
        http.exchange(http.get(url, shown, "application/json"), MAX_ANSWER);
    if (answer.code() != RegistryHttp.OK) {
      throw new RegistryFailure(
          Repository.comesBack(answer.code()) ? Kind.BUSY : Kind.DENIED,
          "%s gives no token for %s (HTTP status %d)"
              .formatted(realm.getHost(), repository, answer.code()));
    }
    return "Bearer " + token(realm, answer.body());
  }

  /** Whether a token service may see the password of a registry. */
  static boolean maySee(URI registry, URI realm) {
    return Origins.same(registry, realm)
        || ("https".equals(realm.getScheme())
            && (registry.getHost().equals(realm.getHost())
                || realm.getHost().equals(OF_THE_SAME_OWNER.get(registry.getHost()))));
  }

  private static String token(URI realm, byte[] body) throws RegistryFailure {
    try {
      JsonNode answer = JSON.read(body);
      String token = answer.path("token").asText(answer.path("access_token").asText(""));
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return token;
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      // Said below; the cause would quote the answer.
    }
    throw new RegistryFailure(Kind.INVALID, realm.getHost() + " answers without a token");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
