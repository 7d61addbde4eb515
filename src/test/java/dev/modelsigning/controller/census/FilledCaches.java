// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.ObjectSums;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a test puts into the caches. */
final class FilledCaches implements Known {
  final List<ModelSignature> models = new ArrayList<>();
  final List<ObjectMeta> claims = new ArrayList<>();
  final List<ClusterModelTrustPolicy> policies = new ArrayList<>();
  final List<ClusterModelTrustPolicy> namespaced = new ArrayList<>();
  final List<ModelTrustRoot> roots = new ArrayList<>();
  Optional<Instant> end = Optional.empty();

  @Override
  public Stream<ModelSignature> models() {
    return models.stream();
  }

  @Override
  public long state() {
    return 31 * ObjectSums.over(() -> models.stream().map(ModelSignature::getMetadata)).versions()
        + ObjectSums.over(claims::stream).versions();
  }

  @Override
  public Stream<ObjectMeta> claims() {
    return claims.stream();
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies;
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies() {
    return namespaced;
  }

  @Override
  public Stream<ModelTrustRoot> roots() {
    return roots.stream();
  }

  @Override
  public Map<String, String> labelsOf(String namespace) {
    return Map.of("kubernetes.io/metadata.name", namespace);
  }

  @Override
  public Optional<Instant> trustEnd(ClusterModelTrustPolicy policy) {
    return end;
  }
}
