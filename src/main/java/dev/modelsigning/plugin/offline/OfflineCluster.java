// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that consists of manifests. Every claim is bound to the volume that was verified, and
 * nothing is measured.
 */
final class OfflineCluster implements ClusterView {
  /** The API server gives every namespace this label with its name. */
  static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private final List<ClusterModelTrustPolicy> policies;
  private final List<ClusterModelTrustPolicy> namespacedPolicies;
  private final List<ModelSignature> signatures;
  private final Map<String, Map<String, String>> namespaces;

  /**
   * Copies.
   *
   * @param policies of the cluster
   * @param namespacedPolicies those of namespaces, as policies that judge
   * @param signatures each with a source
   * @param namespaces labels by name
   */
  OfflineCluster(
      List<ClusterModelTrustPolicy> policies,
      List<ClusterModelTrustPolicy> namespacedPolicies,
      List<ModelSignature> signatures,
      Map<String, Map<String, String>> namespaces) {
    this.policies = List.copyOf(policies);
    this.namespacedPolicies = List.copyOf(namespacedPolicies);
    this.signatures = List.copyOf(signatures);
    this.namespaces = Map.copyOf(namespaces);
  }

  /** The identity of a claim's volume, which stands for the one that was verified. */
  static VolumeIdentity identityOf(String namespace, String claim) {
    String name = namespace + "/" + claim;
    return new VolumeIdentity("offline:" + name, name, name, name);
  }

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.ofNullable(namespaces.get(namespace));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies;
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return namespacedPolicies.stream()
        .filter(policy -> namespace.equals(policy.getMetadata().getNamespace()))
        .toList();
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return of(namespace)
        .filter(signature -> claimName.equals(claim(signature.getSpec().source)))
        .toList();
  }

  private static @Nullable String claim(ModelSource source) {
    return source.persistentVolumeClaim == null ? null : source.persistentVolumeClaim.claimName;
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return of(namespace).filter(signature -> isOf(signature, digest)).toList();
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return signatures.stream()
        .filter(signature -> signature.getStatus().verdict == VerdictState.Verified)
        .filter(signature -> isOf(signature, digest))
        .toList();
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return of(namespace)
        .filter(signature -> signature.getSpec().source.image != null)
        .filter(signature -> image(signature).repository().equals(repository))
        .toList();
  }

  private Stream<ModelSignature> of(String namespace) {
    return signatures.stream()
        .filter(signature -> namespace.equals(signature.getMetadata().getNamespace()));
  }

  private static boolean isOf(ModelSignature signature, String digest) {
    return signature.getSpec().source.image != null
        && image(signature).digest().filter(digest::equals).isPresent();
  }

  private static ImageReference image(ModelSignature signature) {
    return ImageReference.of(Objects.requireNonNull(signature.getSpec().source.image).reference);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return Optional.of(identityOf(namespace, claimName));
  }

  @Override
  public Optional<NodePlatform> platform(String node) {
    return Optional.empty();
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return false;
  }
}
