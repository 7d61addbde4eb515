// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.ClusterView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the caches alone know. Where another state would ask the API server, this one throws, so
 * that who must not wait can decide most requests and hand over the others. Its caches are filled
 * and kept by somebody else.
 *
 * @param views each for one request; they throw as well
 * @param policy a cached policy by its name
 */
record CachedState(
    Supplier<ClusterView> views, Function<String, Optional<ClusterModelTrustPolicy>> policy)
    implements ClusterState {

  /** The answer is not in the caches. It is no failure, and needs no stack trace. */
  static final class NotCachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotCachedException() {
      super("the API server has to be asked", null, false, false);
    }
  }

  @Override
  public void start() {}

  @Override
  public boolean isSynced() {
    return true;
  }

  @Override
  public boolean isFollowing() {
    return true;
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public ClusterState cachedOnly() {
    return this;
  }

  @Override
  public ClusterView view() {
    return views.get();
  }

  @Override
  public ClusterView freshView() {
    throw new NotCachedException();
  }

  @Override
  public List<ClusterModelTrustPolicy> policies(List<String> names) {
    List<ClusterModelTrustPolicy> found = new ArrayList<>();
    for (String name : names) {
      found.add(policy.apply(name).orElseThrow(NotCachedException::new));
    }
    return found;
  }

  /** None may be a cache that is behind. */
  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    List<ClusterModelTrustPolicy> known = view().namespacedPolicies(namespace);
    if (known.isEmpty()) {
      throw new NotCachedException();
    }
    return known;
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    throw new NotCachedException();
  }

  @Override
  public void close() {}
}
