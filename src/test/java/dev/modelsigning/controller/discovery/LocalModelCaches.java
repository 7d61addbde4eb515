// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;

/** KServe's caches of models, as far as a claim is found by them. */
final class LocalModelCaches {
  private LocalModelCaches() {}

  static void install(KubernetesClient admin) {
    admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: localmodelcaches.serving.kserve.io
                spec:
                  group: serving.kserve.io
                  scope: Cluster
                  names: {kind: LocalModelCache, plural: localmodelcaches}
                  versions:
                  - name: v1alpha1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """,
                GenericKubernetesResource.class))
        .serverSideApply();
  }

  static void create(KubernetesClient admin, String name, String uri) {
    var cache =
        Serialization.unmarshal(
            """
            apiVersion: serving.kserve.io/v1alpha1
            kind: LocalModelCache
            metadata: {name: "%s"}
            spec: {sourceModelUri: "%s"}
            """
                .formatted(name, uri),
            GenericKubernetesResource.class);
    Await.until(
        "the API server serves LocalModelCaches",
        Duration.ofSeconds(30),
        () -> isCreated(admin, cache));
  }

  private static boolean isCreated(KubernetesClient admin, GenericKubernetesResource cache) {
    try {
      admin.resource(cache).serverSideApply();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
