// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.registry.RegistryFailure.Kind;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The registries that may be called, and how. Whoever names an image chooses the host, so nothing
 * but this list keeps a caller from sending requests to the inside of a network.
 */
public final class AllowedRegistries {
  private static final String HTTP = "http://";

  /** Docker Hub answers under another name than the one in references. */
  private static final String DOCKER_HUB_API = "registry-1.docker.io";

  private final Map<String, URI> origins;

  private AllowedRegistries(Map<String, URI> origins) {
    this.origins = Map.copyOf(origins);
  }

  /**
   * Reads a list.
   *
   * @param entries each a host as in references, with its port if it has one: {@code
   *     registry.example.com}, {@code registry.example.com:5000}; with {@code http://} before it
   *     for a registry without TLS
   * @throws IllegalArgumentException if an entry is anything else; the message names it
   */
  public static AllowedRegistries of(Collection<String> entries) {
    Map<String, URI> origins = new TreeMap<>();
    for (String entry : entries) {
      String text = ImageName.lower(entry.strip());
      boolean plain = text.startsWith(HTTP);
      String host = plain ? text.substring(HTTP.length()) : text;
      if (!ImageName.isRegistry(host)) {
        throw new IllegalArgumentException(
            "'%s' is not a registry: write its host as in references of images, such as registry.example.com:5000, or http://registry.example.com:5000 for one without TLS"
                .formatted(entry));
      }
      origins.put(host, origin(plain ? "http" : "https", host));
    }
    return new AllowedRegistries(origins);
  }

  private static URI origin(String scheme, String host) {
    return URI.create(scheme + "://" + (host.equals(ImageName.DOCKER_HUB) ? DOCKER_HUB_API : host));
  }

  /**
   * Where a registry answers.
   *
   * @param registry as in {@link ImageName#registry}
   * @throws RegistryFailure if it may not be called
   */
  URI origin(String registry) throws RegistryFailure {
    return Optional.ofNullable(origins.get(registry))
        .orElseThrow(
            () ->
                new RegistryFailure(
                    Kind.NOT_ALLOWED,
                    "the registry " + registry + " is not one that may be called"));
  }

  /** Whether a URL is on a host of the list, by the scheme of the list. */
  boolean has(URI url) {
    return origins.values().stream().anyMatch(origin -> Origins.same(origin, url));
  }

  /** Whether nothing may be called. */
  public boolean isEmpty() {
    return origins.isEmpty();
  }
}
