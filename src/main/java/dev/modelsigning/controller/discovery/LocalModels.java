// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.text.ObjectName;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the models of KServe's caches are on their claims. All models of a group of nodes lie in
 * one directory of the node, each in {@code models/} and the beginning of the SHA-256 of its URI.
 */
final class LocalModels {
  private static final ObjectMapper JSON = LenientResources.mapper();
  private static final String GROUP = "serving.kserve.io";
  private static final String OF_THE_CLUSTER = "LocalModelCache";
  private static final String OF_A_NAMESPACE = "LocalModelNamespaceCache";
  private static final int DIGITS = 16;

  /** Caches that the claims of one namespace may name in one look: each is asked for. */
  static final int IN_A_NAMESPACE = 64;

  private final KubernetesClient client;
  private final Map<String, Optional<String>> known = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();

  LocalModels(KubernetesClient client) {
    this.client = client;
  }

  /** Whether an owner is such a cache. */
  static boolean isCache(OwnerReference owner) {
    return GROUP.equals(WorkloadKind.group(owner.getApiVersion()))
        && (OF_THE_CLUSTER.equals(owner.getKind()) || OF_A_NAMESPACE.equals(owner.getKind()));
  }

  /**
   * The directory of the model of a cache. Whoever writes a claim may name any owner.
   *
   * @param namespace of the claim
   * @return empty when the cache is gone or says nothing, no object can have its name, or the
   *     claims of the namespace name more than {@value #IN_A_NAMESPACE}
   * @throws KubernetesClientException when it cannot be read
   */
  Optional<String> path(OwnerReference cache, String namespace) {
    String scope =
        OF_A_NAMESPACE.equals(cache.getKind())
            ? "/namespaces/" + namespace + "/localmodelnamespacecaches/"
            : "/localmodelcaches/";
    if (!ObjectName.isPossible(cache.getName())) {
      return Optional.empty();
    }
    String path = "/apis/" + GROUP + "/v1alpha1" + scope + cache.getName();
    if (!known.containsKey(path) && asked.merge(namespace, 1, Integer::sum) > IN_A_NAMESPACE) {
      return Optional.empty();
    }
    return known.computeIfAbsent(path, this::read);
  }

  /** {@code raw} returns null for what does not exist. */
  private Optional<String> read(String path) {
    return Optional.ofNullable(client.raw(path))
        .flatMap(LocalModels::uri)
        .map(uri -> Digest.sha256(uri.getBytes(StandardCharsets.UTF_8)).hex())
        .map(digest -> "models/" + digest.substring(0, DIGITS));
  }

  private static Optional<String> uri(String cache) {
    try {
      return Optional.ofNullable(
          JSON.readTree(cache).path("spec").path("sourceModelUri").textValue());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
