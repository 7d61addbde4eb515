// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.registry.RegistryFailure.Kind;
import java.net.URI;
import java.util.Collection;
import java.util.List;
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
  private final boolean near;

  private AllowedRegistries(Map<String, URI> origins, boolean near) {
    this.origins = Map.copyOf(origins);
    this.near = near;
  }

  /**
   * The one registry that whoever runs this program has named. From one inside of their network
   * they also follow to other hosts there, as by the scheme of the registry.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static AllowedRegistries named(String entry) {
    return new AllowedRegistries(of(List.of(entry)).origins, true);
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
    return new AllowedRegistries(origins, false);
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

  /** Whether hosts inside of the network may be called from others there. */
  boolean areNear() {
    return near;
  }
}
