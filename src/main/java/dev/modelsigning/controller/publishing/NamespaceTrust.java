// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes the ConfigMap of one namespace, which takes the place of any other of its name. */
final class NamespaceTrust {
  /** The most bytes of one policy. */
  static final int MAX_POLICY = 512 << 10;

  /** The most bytes of all policies of a namespace: an object of the API holds 1 MiB. */
  static final int MAX_ALL = 900 << 10;

  /** Annotation with a digest over the content, by which people can compare namespaces. */
  static final String DIGEST = ApiGroup.NAME + "/content-digest";

  private final KubernetesClient client;

  NamespaceTrust(KubernetesClient client) {
    this.client = client;
  }

  /** Whether all of it fits into one ConfigMap. */
  static boolean fits(Map<String, String> documents) {
    long sum = 0;
    for (Map.Entry<String, String> document : documents.entrySet()) {
      long size = document.getValue().getBytes(StandardCharsets.UTF_8).length;
      if (size > MAX_POLICY) {
        return false;
      }
      sum += size + document.getKey().length();
    }
    return sum <= MAX_ALL;
  }

  /**
   * Whether a namespace has what is wanted.
   *
   * @param published digests of what is there, by the name of the policy; null without a ConfigMap
   * @param kept policies whose documents stay as they are there
   */
  static boolean isUpToDate(
      @Nullable Map<String, String> published, Map<String, String> wanted, Set<String> kept) {
    Map<String, String> there = published == null ? Map.of() : published;
    Map<String, String> digests = new HashMap<>();
    wanted.forEach((policy, json) -> digests.put(policy, PublishedDigests.of(json)));
    there.forEach(
        (policy, digest) -> {
          if (kept.contains(policy)) {
            digests.putIfAbsent(policy, digest);
          }
        });
    return there.equals(digests) && (published == null) == digests.isEmpty();
  }

  /**
   * Makes the ConfigMap hold exactly these documents; without any, there is none.
   *
   * @param documents by the name of the policy
   * @param kept policies whose documents stay as they are there
   */
  void write(String namespace, Map<String, String> documents, Set<String> kept) {
    var resource = client.configMaps().inNamespace(namespace).withName(ApiGroup.TRUST_CONFIG_MAP);
    ConfigMap live = resource.get();
    Map<String, String> data = new TreeMap<>(documents);
    if (live != null) {
      Objects.requireNonNullElse(live.getData(), Map.<String, String>of())
          .forEach(
              (policy, document) -> {
                if (kept.contains(policy)) {
                  data.putIfAbsent(policy, document);
                }
              });
    }
    if (data.isEmpty()) {
      if (live != null) {
        resource.delete();
      }
      return;
    }
    ConfigMap wanted = configMap(namespace, data);
    if (live == null) {
      client.resource(wanted).create();
    } else if (Boolean.TRUE.equals(live.getImmutable())) {
      // Finalizers of whoever made it would keep it, and nobody else may remove them.
      live.getMetadata().setFinalizers(List.of());
      client.resource(live).update();
      resource.delete();
      client.resource(wanted).create();
    } else if (!holds(live, wanted)) {
      wanted.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
      client.resource(wanted).update();
    }
  }

  private static boolean holds(ConfigMap live, ConfigMap wanted) {
    return Objects.equals(live.getData(), wanted.getData())
        && Objects.requireNonNullElse(live.getBinaryData(), Map.of()).isEmpty();
  }

  private static ConfigMap configMap(String namespace, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(ApiGroup.TRUST_CONFIG_MAP)
        .addToLabels("app.kubernetes.io/managed-by", "model-signature-operator")
        .addToAnnotations(DIGEST, PublishedDigests.of(data.toString()))
        .endMetadata()
        .withData(data)
        .build();
  }
}
