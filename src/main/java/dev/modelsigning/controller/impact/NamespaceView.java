// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One namespace during a survey.
 *
 * @param signatures those of the namespace, by the name of their claim
 * @param images those of the namespace whose source is an image, by {@link #digestKey} and {@link
 *     #repositoryKey}
 * @param elsewhere finds those of all namespaces that are Verified or denied, by image digest
 * @param claims those of the namespace, by name
 * @param volumes finds a volume by name
 * @param platforms finds the platform of a node by its name
 */
record NamespaceView(
    Map<String, List<ModelSignature>> signatures,
    Map<String, List<ModelSignature>> images,
    Function<String, List<ModelSignature>> elsewhere,
    Map<String, PersistentVolumeClaim> claims,
    Function<String, Optional<PersistentVolume>> volumes,
    Function<String, Optional<NodePlatform>> platforms)
    implements ClusterView {

  /** Not asked: the survey has matched the namespace already. */
  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.empty();
  }

  /** Not asked: the survey names the policy. */
  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return List.of();
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.getOrDefault(claimName, List.of());
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return images.getOrDefault(digestKey(digest), List.of());
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return elsewhere.apply(digest);
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return images.getOrDefault(repositoryKey(repository), List.of());
  }

  static String digestKey(String digest) {
    return "digest " + digest;
  }

  static String repositoryKey(String repository) {
    return "repository " + repository;
  }

  static ImageReference reference(ModelSignature signature) {
    return ImageReference.of(signature.getSpec().source.image.reference);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return Optional.ofNullable(claims.get(claimName))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(volumes)
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
  }

  @Override
  public Optional<NodePlatform> platform(String node) {
    return platforms.apply(node);
  }

  /** Not asked: a pod that runs as a loader is counted by what it is, not by its neighbours. */
  @Override
  public ClaimUse use(String namespace, String claimName, String exceptUid) {
    return new ClaimUse.Known(List.of());
  }

  /** The survey leaves out the operator's own pods by their reserved names. */
  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return false;
  }
}
