// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VerifiedContentStatus;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;

/** A drifted model, the policy that rejects it and a pod that mounts it; tests change one thing. */
final class Drifted {
  static final String NAMESPACE = "team-a";
  static final String CLAIM = "minilm";
  static final String DRIFTED_AT = "2026-11-21T10:00:00Z";
  static final String BEFORE = "2026-11-21T09:00:00Z";
  static final String AFTER = "2026-11-21T10:00:01Z";
  static final Map<String, String> LABELS = Map.of("kubernetes.io/metadata.name", NAMESPACE);

  private Drifted() {}

  static ModelSignature signature() {
    ModelSignature signature = CustomResources.modelSignature(NAMESPACE, CLAIM);
    signature.getMetadata().setGeneration(3L);
    ModelSignatureStatus status = status(VerdictState.Rejected, Reason.ContentMismatch, "sha256:b");
    status.observedGeneration = 3L;
    status.verifiedContent = new VerifiedContentStatus();
    status.verifiedContent.digest = "sha256:a";
    status.verifiedContent.driftedAt = DRIFTED_AT;
    signature.setStatus(status);
    return signature;
  }

  static ModelSignatureStatus status(VerdictState verdict, Reason reason, String digest) {
    var status = new ModelSignatureStatus();
    status.verdict = verdict;
    status.policies = List.of(verdictOf(NAMESPACE, verdict, reason));
    status.volume = new VolumeStatus();
    status.volume.identity = "sha256:volume";
    status.manifest = new ManifestStatus();
    status.manifest.digest = digest;
    return status;
  }

  static PolicyVerdict verdictOf(String policy, VerdictState verdict, Reason reason) {
    var judged = new PolicyVerdict();
    judged.name = policy;
    judged.uid = policy + "-uid";
    judged.verdict = verdict;
    judged.reason = reason.text();
    return judged;
  }

  /** An enforcing policy for the namespace. */
  static ClusterModelTrustPolicy policy(DriftResponse response) {
    return policy(NAMESPACE, response);
  }

  static ClusterModelTrustPolicy policy(String name, DriftResponse response) {
    ClusterModelTrustPolicy policy = CustomResources.policy(NAMESPACE);
    policy.getMetadata().setName(name);
    policy.getMetadata().setUid(name + "-uid");
    policy.getSpec().mode = PolicyMode.Enforce;
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.onDrift = response;
    return policy;
  }

  static Pod pod(String name) {
    return pod(name, BEFORE, "");
  }

  /** A pod that mounts a directory of the claim. */
  static Pod pod(String name, String created, String subPath) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName(name)
        .withUid(name + "-uid")
        .withCreationTimestamp(created)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("server")
        .addNewVolumeMount()
        .withName("model")
        .withMountPath("/model")
        .withSubPath(subPath)
        .withReadOnly(true)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("model")
        .withNewPersistentVolumeClaim(CLAIM, true)
        .endVolume()
        .endSpec()
        .build();
  }
}
