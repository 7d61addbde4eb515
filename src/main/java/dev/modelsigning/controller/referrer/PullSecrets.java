// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.registry.Credentials;
import dev.modelsigning.registry.DockerConfig;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the Secrets that a resource names, by their names and in its own namespace only. The
 * operator has no right to any of them of its own: whoever administers the namespace gives it the
 * right to these with a Role. Nothing of a Secret is kept.
 */
final class PullSecrets {
  private static final String TYPE = "kubernetes.io/dockerconfigjson";
  private static final String KEY = ".dockerconfigjson";

  private PullSecrets() {}

  /** A Secret that cannot be used; the message says what to do. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }

    /** Never null, unlike that of a Throwable in general. */
    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /**
   * The credentials for a registry in the first Secret that has some.
   *
   * @param registry host, and port if it has one
   * @throws UnusableException if none has, and one of them cannot be read
   */
  static Optional<Credentials> of(
      KubernetesClient client, String namespace, List<String> names, String registry)
      throws UnusableException {
    Optional<UnusableException> failure = Optional.empty();
    for (String name : names) {
      try {
        Optional<Credentials> found = read(client, namespace, name).of(registry);
        if (found.isPresent()) {
          return found;
        }
      } catch (UnusableException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  private static DockerConfig read(KubernetesClient client, String namespace, String name)
      throws UnusableException {
    Secret secret = get(client, namespace, name);
    String encoded =
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).get(KEY);
    if (!TYPE.equals(secret.getType()) || encoded == null) {
      throw new UnusableException(
          "Secret "
              + name
              + " is not of type "
              + TYPE
              + "; hint: kubectl create secret docker-registry makes one");
    }
    if (encoded.length() > DockerConfig.MAX_BYTES) {
      throw new UnusableException(
          "Secret %s is larger than %d bytes; hint: leave only the registry of the image in it"
              .formatted(name, DockerConfig.MAX_BYTES));
    }
    try {
      return DockerConfig.of(Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException e) {
      throw new UnusableException(
          "Secret "
              + name
              + " is not a Docker configuration with 'auths'; hint: kubectl create secret docker-registry makes one");
    }
  }

  private static Secret get(KubernetesClient client, String namespace, String name)
      throws UnusableException {
    try {
      return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get())
          .orElseThrow(
              () -> new UnusableException("Secret " + name + " does not exist; hint: create it"));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      throw new UnusableException(
          "The operator may not read Secret "
              + name
              + "; hint: give its service account the verb get on this one Secret with a Role and a"
              + " RoleBinding in this namespace, as deploy/examples/pull-secret-reader.yaml does");
    }
  }
}
