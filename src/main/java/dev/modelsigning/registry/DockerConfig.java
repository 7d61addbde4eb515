// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The member {@code auths} of a Docker configuration, as in Secrets of type {@code
 * kubernetes.io/dockerconfigjson}. Of the entries, those for a whole registry are read; entries for
 * a part of one, identity tokens and credential helpers are not.
 */
public final class DockerConfig {
  /** The most bytes of a configuration. */
  public static final int MAX_BYTES = 256 << 10;

  private static final StrictJson JSON = new StrictJson(MAX_BYTES, 20_000, 16, 64 << 10);

  /** The name that Docker's own client writes for Docker Hub. */
  private static final String DOCKER_HUB = "index.docker.io";

  private final JsonNode auths;

  private DockerConfig(JsonNode auths) {
    this.auths = auths;
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException if it is no JSON object with such a member; the message has
   *     nothing of the content
   */
  public static DockerConfig of(byte[] utf8) {
    try {
      JsonNode auths = JSON.read(utf8).path("auths");
      if (!auths.isObject()) {
        throw new IllegalArgumentException("the Docker configuration has no object 'auths'");
      }
      return new DockerConfig(auths);
    } catch (JsonProcessingException | CharacterCodingException e) {
      // The cause would quote the document.
      throw new IllegalArgumentException("the Docker configuration is not JSON within the limits");
    }
  }

  /**
   * The credentials for a registry.
   *
   * @param registry as in {@link ImageName#registry}
   */
  public Optional<Credentials> of(String registry) {
    for (Map.Entry<String, JsonNode> entry : auths.properties()) {
      if (isFor(entry.getKey(), registry)) {
        Optional<Credentials> read = read(entry.getValue());
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  /** An entry with a path is for another repository, or for an older API at the same host. */
  private static boolean isFor(String key, String registry) {
    String host = key.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
    return ImageName.lower(host).equals(registry)
        || (registry.equals(ImageName.DOCKER_HUB) && ImageName.lower(host).equals(DOCKER_HUB));
  }

  private static Optional<Credentials> read(JsonNode entry) {
    String user = entry.path("username").textValue();
    String password = entry.path("password").textValue();
    return user != null && password != null
        ? Optional.of(new Credentials(user, password))
        : pair(entry.path("auth").textValue());
  }

  private static Optional<Credentials> pair(@Nullable String auth) {
    if (auth == null) {
      return Optional.empty();
    }
    try {
      String pair = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
