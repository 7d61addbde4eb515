// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.ClusterView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in memory behind switches for what its caches report. */
final class FakeState implements ClusterState {
  final FakeCluster cluster = new FakeCluster();

  /** The same cluster a moment later. */
  final FakeCluster fresh = new FakeCluster();

  final Map<String, Pod> pods = new HashMap<>();

  /** Called whenever a view is asked for. */
  Runnable lookedAt = () -> {};

  boolean started;
  boolean synced;
  boolean following;
  boolean alive = true;

  @Override
  public void start() {
    started = true;
  }

  @Override
  public boolean isSynced() {
    return synced;
  }

  @Override
  public boolean isFollowing() {
    return following;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public ClusterState cachedOnly() {
    return new CachedState(
        this::view,
        name ->
            cluster.policies.stream()
                .filter(policy -> policy.getMetadata().getName().equals(name))
                .findFirst());
  }

  @Override
  public ClusterView view() {
    lookedAt.run();
    return cluster;
  }

  @Override
  public ClusterView freshView() {
    lookedAt.run();
    return fresh;
  }

  @Override
  public List<ClusterModelTrustPolicy> policies(List<String> names) {
    return cluster.policies.stream()
        .filter(policy -> names.contains(policy.getMetadata().getName()))
        .toList();
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return cluster.namespacedPolicies(namespace);
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable(pods.get(namespace + "/" + name));
  }

  @Override
  public void close() {
    synced = false;
  }
}
