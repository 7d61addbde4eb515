// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.Claims.BoundClaim;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Claims of one namespace, and the test in the place of the operator, which judges them. */
final class ServedModels {
  /** The digest of what was measured. */
  static final String CONTENT = "sha256:" + "c0".repeat(32);

  private static final String DIGEST = FakeCluster.DIGEST;

  private final KubernetesClient admin;
  private final String namespace;
  private final ClusterModelTrustPolicy policy;
  private final Claims claims;

  ServedModels(KubernetesClient admin, String namespace, ClusterModelTrustPolicy policy) {
    this.admin = admin;
    this.namespace = namespace;
    this.policy = policy;
    this.claims = new Claims(admin, namespace);
  }

  /** The policy as it is now has been read, and one authority of it accepts all signatures here. */
  void aPolicyThatWasRead() {
    admin
        .resources(ClusterModelTrustPolicy.class)
        .withName(policy.getMetadata().getName())
        .editStatus(
            stored -> {
              FakeCluster.publish(stored, DIGEST);
              return stored;
            });
  }

  /** A bound claim that no ModelSignature is about. */
  void anUnsignedClaim(String name) {
    claims.bound(name);
  }

  /** A bound claim whose ModelSignature is Verified under the policy as it is. */
  void aVerifiedClaim(String name) {
    judged(name, VerdictState.Verified, "SignatureVerified", "");
  }

  /** The same, signed with the key of this fingerprint. */
  void aVerifiedClaimOfKey(String name, String fingerprint) {
    aVerifiedClaim(name);
    ModelSignature verified = admin.resource(CustomResources.modelSignature(namespace, name)).get();
    var signer = new SignerStatus();
    signer.method = "key";
    signer.keyFingerprint = fingerprint;
    verified.getStatus().signatures.getFirst().signer = signer;
    admin.resource(verified).updateStatus();
  }

  /** A bound claim whose ModelSignature is Rejected under the policy as it is. */
  void aTamperedClaim(String name) {
    judged(name, VerdictState.Rejected, "ContentMismatch", "changed: model.safetensors");
  }

  private void judged(String name, VerdictState verdict, String reason, String message) {
    BoundClaim bound = claims.bound(name);
    var entry = new PolicyVerdict();
    entry.name = policy.getMetadata().getName();
    entry.uid = policy.getMetadata().getUid();
    entry.verdict = verdict;
    entry.reason = reason;
    entry.message = message;
    var status = new ModelSignatureStatus();
    status.verdict = verdict;
    status.reason = reason;
    status.message = message;
    status.volume = new VolumeStatus();
    status.volume.identity = VolumeIdentity.of(bound.claim(), bound.volume()).orElseThrow().value();
    status.policies = List.of(entry);
    status.manifest = new ManifestStatus();
    status.manifest.digest = CONTENT;
    var accepted = new AcceptedBy();
    accepted.digest = DIGEST;
    var signature = new JudgedSignature();
    signature.acceptedBy = List.of(accepted);
    signature.contentMatches = verdict == VerdictState.Verified;
    status.signatures = List.of(signature);
    write(name, status);
  }

  /** A bound claim that is Verified, and holds more than was signed at this ignored path. */
  void aVerifiedClaimWithUnsignedContent(String name, String path) {
    aVerifiedClaim(name);
    ModelSignature verified = admin.resource(CustomResources.modelSignature(namespace, name)).get();
    var found = new IgnoredPathStatus();
    found.path = path;
    found.kind = IgnoredKind.Folder;
    found.files = 12L;
    verified.getStatus().manifest = new ManifestStatus();
    verified.getStatus().manifest.ignored = List.of(found);
    admin.resource(verified).updateStatus();
  }

  /** A bound claim that the Job with this UID measures. */
  void aClaimBeingMeasured(String name, String jobUid) {
    claims.bound(name);
    var status = new ModelSignatureStatus();
    status.verdict = VerdictState.Unknown;
    status.reason = "Measuring";
    status.measurement = new MeasurementStatus();
    status.measurement.jobUid = jobUid;
    write(name, status);
  }

  private void write(String name, ModelSignatureStatus status) {
    ModelSignature created =
        admin.resource(CustomResources.modelSignature(namespace, name)).create();
    status.observedGeneration = created.getMetadata().getGeneration();
    created.setStatus(status);
    admin.resource(created).updateStatus();
  }
}
