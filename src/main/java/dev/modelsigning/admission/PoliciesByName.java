// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.text.ObjectName;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The policies that the path of a review names. */
final class PoliciesByName {
  /**
   * Policies are cached, and a new one is missing for a moment only. Everybody in the cluster can
   * call the webhook with a path of thousands of names, so that few are asked for.
   */
  static final int MOST_ASKED_FOR = 8;

  private PoliciesByName() {}

  /**
   * Those that exist.
   *
   * @param cached finds a policy in memory
   * @param live asks the API server for one
   * @throws KubernetesClientException when it cannot be told of all of them
   */
  static List<ClusterModelTrustPolicy> of(
      List<String> names,
      Function<String, Optional<ClusterModelTrustPolicy>> cached,
      Function<String, Optional<ClusterModelTrustPolicy>> live) {
    List<ClusterModelTrustPolicy> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      cached.apply(name).ifPresentOrElse(found::add, () -> missing.add(name));
    }
    missing.removeIf(name -> !ObjectName.isPossible(name));
    if (missing.size() > MOST_ASKED_FOR) {
      throw new KubernetesClientException("the review names too many policies that are not cached");
    }
    missing.forEach(name -> live.apply(name).ifPresent(found::add));
    return found;
  }
}
