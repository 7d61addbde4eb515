// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.sample;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory in which every namespace is covered, and every claim but one is bound and
 * denied by the last checks: a decision over it takes the longest path. Only for warming up.
 */
public final class SampleView implements ClusterView {
  /** The one claim that is not denied. */
  static final String VERIFIED = "verified";

  private static final String UID = "sample";

  private final Clock clock;

  /**
   * @param clock by which the policy is fresh
   */
  public SampleView(Clock clock) {
    this.clock = clock;
  }

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
    TrustAuthority authority = new TrustAuthority();
    authority.name = UID;
    policy.getSpec().authorities = List.of(authority);
    var published = new AuthorityStatus();
    published.name = UID;
    published.digest = UID;
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = 1L;
    policy.getStatus().checkedAt = clock.instant().toString();
    policy.getStatus().authorities = List.of(published);
    return List.of(policy);
  }

  /** One that is rejected, and one whose certificate has expired. */
  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    String volume = identity(namespace, claimName).map(VolumeIdentity::value).orElseThrow();
    if (claimName.equals(VERIFIED)) {
      return List.of(signature(volume, VerdictState.Verified, null));
    }
    return List.of(
        signature(volume, VerdictState.Rejected, null),
        signature(volume, VerdictState.Verified, Instant.EPOCH.toString()));
  }

  private static ModelSignature signature(
      String volume, VerdictState state, @Nullable String validUntil) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withName(UID).withGeneration(1L).build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = 1L;
    status.verdict = state;
    status.volume = new VolumeStatus();
    status.volume.identity = volume;
    PolicyVerdict verdict = new PolicyVerdict();
    verdict.name = UID;
    verdict.uid = UID;
    verdict.verdict = state;
    verdict.reason = Reason.ContentMismatch.text();
    verdict.message = UID;
    status.policies = List.of(verdict);
    var accepted = new AcceptedBy();
    accepted.digest = UID;
    accepted.validUntil = validUntil;
    var judged = new JudgedSignature();
    judged.acceptedBy = List.of(accepted);
    judged.contentMatches = state == VerdictState.Verified;
    status.signatures = List.of(judged);
    signature.setStatus(status);
    return signature;
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return List.of();
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return List.of();
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return List.of();
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
  public Optional<NodePlatform> platform(String node) {
    return Optional.empty();
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return false;
  }
}
