// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.CacheFingerprint.Part;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a look at claims reads: while it is the same, another look finds the same.
 *
 * @param fingerprint of the caches
 * @param policies in their generations
 */
record SeenClaims(long fingerprint, Set<String> policies) {
  SeenClaims {
    policies = Set.copyOf(policies);
  }

  /** Empty when a look reads more than the caches know, which the templates of workloads are. */
  static Optional<SeenClaims> of(
      CacheFingerprint caches, Collection<ClusterModelTrustPolicy> policies) {
    OptionalLong versions = caches.ofVersions(Part.CLAIMS, Part.NAMESPACES, Part.MODELS);
    return versions.isEmpty() || policies.stream().anyMatch(SeenClaims::wantsImages)
        ? Optional.empty()
        : Optional.of(
            new SeenClaims(
                versions.getAsLong(),
                policies.stream()
                    .map(ClusterModelTrustPolicy::getMetadata)
                    .map(policy -> policy.getUid() + " " + policy.getGeneration())
                    .collect(Collectors.toSet())));
  }

  private static boolean wantsImages(ClusterModelTrustPolicy policy) {
    var spec = policy.getSpec();
    return spec != null && spec.discovery != null && spec.discovery.images != null;
  }
}
