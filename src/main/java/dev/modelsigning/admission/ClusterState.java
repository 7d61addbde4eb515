// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.ClusterView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** What a webhook process knows of the cluster. */
interface ClusterState extends AutoCloseable {
  /** Starts to fill the caches; returns at once. */
  void start();

  /** Whether every cache has been filled once. */
  boolean isSynced();

  /** Whether the watch of every cache is running. */
  boolean isFollowing();

  /** Whether every cache will follow the cluster again by itself, whatever happened to it. */
  boolean isAlive();

  /** The same as far as the caches know it, for threads that must not wait. */
  ClusterState cachedOnly();

  /** The same over other caches, which hold what is rehearsed. */
  default ClusterState cachedOnly(CachedView caches) {
    return new CachedState(() -> caches, caches.policyStore()::get);
  }

  /** A view for one request and one thread. */
  ClusterView view();

  /**
   * A view for one request and one thread in which the identities of volumes are read from the API
   * server, not from the caches: what a claim is may have changed a moment ago.
   */
  ClusterView freshView();

  /**
   * Policies by name, cached or else from the API server; those that do not exist are left out.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when that cannot be told
   */
  List<ClusterModelTrustPolicy> policies(List<String> names);

  /**
   * Policies in force of a namespace, cached or else from the API server.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when that cannot be told
   */
  List<ClusterModelTrustPolicy> namespacedPolicies(String namespace);

  /**
   * A pod, from the API server: pods are not cached.
   *
   * @return empty when there is none
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when that cannot be told
   */
  Optional<Pod> pod(String namespace, String name);

  @Override
  void close();
}
