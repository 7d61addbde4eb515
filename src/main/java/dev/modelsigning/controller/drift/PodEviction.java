// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;

/** Evicts single pods, as far as their PodDisruptionBudgets let it. */
final class PodEviction {
  private final KubernetesClient client;

  PodEviction(KubernetesClient client) {
    this.client = client;
  }

  /** What became of it. */
  enum Outcome {
    /** The pod ends within its grace period. */
    EVICTED,
    /** A PodDisruptionBudget does not allow it now, or the API server has no time for it. */
    HELD,
    /** The pod has gone; another one may have its name. */
    GONE
  }

  /**
   * Asks once. The client would repeat what a budget refuses, with growing pauses, while other pods
   * wait.
   *
   * @throws KubernetesClientException when the API server refuses otherwise, or is away
   */
  Outcome evict(Pod pod) {
    var once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .build();
    Eviction eviction = eviction(pod);
    try {
      boolean accepted =
          client
              .adapt(NamespacedKubernetesClient.class)
              .withRequestConfig(once)
              .call(
                  c ->
                      c.pods()
                          .inNamespace(eviction.getMetadata().getNamespace())
                          .withName(eviction.getMetadata().getName())
                          .evict(eviction));
      return accepted ? Outcome.EVICTED : Outcome.HELD;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Outcome.GONE;
      }
      throw e;
    }
  }

  /** Of this very pod: a StatefulSet gives its name to the next one. */
  private static Eviction eviction(Pod pod) {
    var metadata = pod.getMetadata();
    return new EvictionBuilder()
        .withNewMetadata()
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .endMetadata()
        .withDeleteOptions(
            new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(metadata.getUid())
                .endPreconditions()
                .build())
        .build();
  }
}
