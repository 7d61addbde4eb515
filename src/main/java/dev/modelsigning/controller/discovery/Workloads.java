// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the workloads of namespaces: pages of them as text, and one object at a time as a tree,
 * since what a tenant writes into one is larger in memory than on the wire. What another workload
 * controls is left out, and so is what ends.
 */
final class Workloads {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Up to so many namespaces are asked one by one, and of more all of the cluster at once. */
  private static final int ONE_BY_ONE = 16;

  private final KubernetesClient client;

  Workloads(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Hands over each workload of the namespaces, with its kind.
   *
   * @throws KubernetesClientException when a kind that the API server has cannot be listed
   */
  void forEach(Collection<String> namespaces, BiConsumer<WorkloadKind, ObjectNode> consumer) {
    BiConsumer<WorkloadKind, ObjectNode> wanted =
        (kind, workload) -> {
          JsonNode metadata = workload.path("metadata");
          if (namespaces.contains(metadata.path("namespace").asText("")) && counts(workload)) {
            consumer.accept(kind, workload);
          }
        };
    for (WorkloadKind kind : WorkloadKind.values()) {
      if (namespaces.size() > ONE_BY_ONE) {
        read(kind, null, wanted);
      } else {
        namespaces.forEach(namespace -> read(kind, namespace, wanted));
      }
    }
  }

  /** Nothing for a kind that the API server does not have: {@code raw} returns null then. */
  private void read(
      WorkloadKind kind,
      @Nullable String namespace,
      BiConsumer<WorkloadKind, ObjectNode> consumer) {
    String next = "";
    do {
      String from =
          next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
      Optional<String> page =
          Optional.ofNullable(client.raw(kind.path(namespace) + "?limit=" + Pages.SIZE + from));
      next = page.map(text -> items(kind, text, consumer)).orElse("");
    } while (!next.isEmpty());
  }

  /** Returns what the next page continues with; empty at the end. */
  private static String items(
      WorkloadKind kind, String page, BiConsumer<WorkloadKind, ObjectNode> consumer) {
    String next = "";
    try (JsonParser parser = JSON.createParser(page)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if ("metadata".equals(field)) {
          next = parser.<JsonNode>readValueAsTree().path("continue").asText("");
        } else if ("items".equals(field) && parser.currentToken() == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.<JsonNode>readValueAsTree() instanceof ObjectNode item) {
              consumer.accept(kind, item.put("kind", kind.kind()));
            }
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next;
  }

  private static boolean counts(ObjectNode workload) {
    JsonNode metadata = workload.path("metadata");
    String phase = workload.path("status").path("phase").asText("");
    if (metadata.has("deletionTimestamp")
        || metadata.path("annotations").has(ApiGroup.NO_DISCOVERY_ANNOTATION)
        || metadata.path("name").asText("").startsWith(ApiGroup.MEASURING_PREFIX)
        || KubernetesWords.SUCCEEDED.equals(phase)
        || KubernetesWords.FAILED.equals(phase)) {
      return false;
    }
    for (JsonNode owner : metadata.path("ownerReferences")) {
      if (owner.path("controller").asBoolean()
          && WorkloadKind.isRead(
              owner.path("apiVersion").asText(""), owner.path("kind").asText(""))) {
        return false;
      }
    }
    return true;
  }
}
