package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster in memory in which every namespace is covered and every claim is bound and refused: a
 * decision over it walks the longest way. For warming up, never for answering.
 */
final class SampleView implements ClusterView {
  private static final String UID = "sample";

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.of(Map.of());
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(UID).withUid(UID).withGeneration(1L).build());
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector = new LabelSelector();
    return List.of(policy);
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withName(UID).withGeneration(1L).build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = 1L;
    status.verdict = VerdictState.Unknown;
    status.volume = new VolumeStatus();
    status.volume.identity =
        identity(namespace, claimName).map(VolumeIdentity::value).orElseThrow();
    signature.setStatus(status);
    return List.of(signature);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return VolumeIdentity.of(
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withUid(UID)
            .endMetadata()
            .withNewSpec()
            .withVolumeName(UID)
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .endStatus()
            .build(),
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName(UID)
            .withUid(UID)
            .endMetadata()
            .withNewSpec()
            .withNewNfs("/models", false, UID)
            .withNewClaimRef()
            .withUid(UID)
            .endClaimRef()
            .endSpec()
            .build());
  }

  @Override
  public boolean isMeasurement(String namespace, String jobUid) {
    return false;
  }
}
