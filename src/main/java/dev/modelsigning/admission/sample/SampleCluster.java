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
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory in which a policy enforces, one claim is verified, and another one is bound
 * and denied by the last checks: a decision about that takes the longest path. Only for warming up.
 *
 * @param policy selects every namespace
 * @param signatures of the claims
 * @param volumes to which the claims are bound
 */
public record SampleCluster(
    Namespace namespace,
    ClusterModelTrustPolicy policy,
    List<ModelSignature> signatures,
    List<PersistentVolumeClaim> claims,
    List<PersistentVolume> volumes) {
  /** The claim that is not denied. */
  static final String VERIFIED = "verified";

  /** The name of the policy, of the other claim, and of whatever else has one. */
  public static final String NAME = "sample";

  /** One that cannot exist, so that no installation exempts it. */
  static final String NAMESPACE = "sample.";

  /** Copies. */
  public SampleCluster {
    signatures = List.copyOf(signatures);
    claims = List.copyOf(claims);
    volumes = List.copyOf(volumes);
  }

  /**
   * Makes one.
   *
   * @param now when the operator confirmed the policy
   */
  public static SampleCluster at(Instant now) {
    return new SampleCluster(
        new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build(),
        policy(now),
        List.of(
            signature("verified", VERIFIED, VerdictState.Verified, null),
            signature("rejected", NAME, VerdictState.Rejected, null),
            signature("expired", NAME, VerdictState.Verified, Instant.EPOCH.toString())),
        List.of(claim(VERIFIED), claim(NAME)),
        List.of(volume(VERIFIED), volume(NAME)));
  }

  private static ClusterModelTrustPolicy policy(Instant now) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(NAME).withUid(NAME).withGeneration(1L).build());
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector = new LabelSelector();
    TrustAuthority authority = new TrustAuthority();
    authority.name = NAME;
    policy.getSpec().authorities = List.of(authority);
    var published = new AuthorityStatus();
    published.name = NAME;
    published.digest = NAME;
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = 1L;
    policy.getStatus().checkedAt = now.toString();
    policy.getStatus().authorities = List.of(published);
    return policy;
  }

  private static ModelSignature signature(
      String name, String claim, VerdictState state, @Nullable String validUntil) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).withGeneration(1L).build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = claim;
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = 1L;
    status.verdict = state;
    status.volume = new VolumeStatus();
    status.volume.identity = VolumeIdentity.of(claim(claim), volume(claim)).orElseThrow().value();
    PolicyVerdict verdict = new PolicyVerdict();
    verdict.name = NAME;
    verdict.uid = NAME;
    verdict.verdict = state;
    verdict.reason = Reason.ContentMismatch.text();
    verdict.message = NAME;
    status.policies = List.of(verdict);
    var accepted = new AcceptedBy();
    accepted.digest = NAME;
    accepted.validUntil = validUntil;
    var judged = new JudgedSignature();
    judged.acceptedBy = List.of(accepted);
    judged.contentMatches = state == VerdictState.Verified;
    status.signatures = List.of(judged);
    signature.setStatus(status);
    return signature;
  }

  private static PersistentVolumeClaim claim(String name) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(name)
        .withUid(name)
        .endMetadata()
        .withNewSpec()
        .withVolumeName(name)
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus()
        .build();
  }

  private static PersistentVolume volume(String claim) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(claim)
        .withUid(claim)
        .endMetadata()
        .withNewSpec()
        .withNewNfs("/models", false, NAME)
        .withNewClaimRef()
        .withUid(claim)
        .endClaimRef()
        .endSpec()
        .build();
  }
}
