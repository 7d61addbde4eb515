// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Simulates volume controller and operator: bound claims, and verdicts about them. */
public final class ServedModels {
  private final KubernetesClient admin;
  private final String namespace;

  public ServedModels(KubernetesClient admin, String namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  /** Creates a claim bound to a new volume, and returns its identity. */
  public VolumeIdentity boundClaim(String name) {
    PersistentVolumeClaim claim =
        admin
            .resource(
                new PersistentVolumeClaimBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .withAccessModes("ReadOnlyMany")
                    .withStorageClassName("")
                    .withVolumeName(namespace + "-" + name)
                    .withNewResources()
                    .addToRequests("storage", new Quantity("1Gi"))
                    .endResources()
                    .endSpec()
                    .build())
            .create();
    PersistentVolume volume = volumeOf(claim);
    PersistentVolumeClaim bound =
        admin
            .persistentVolumeClaims()
            .inNamespace(namespace)
            .withName(name)
            .editStatus(
                stored ->
                    new PersistentVolumeClaimBuilder(stored)
                        .editOrNewStatus()
                        .withPhase("Bound")
                        .endStatus()
                        .build());
    return VolumeIdentity.of(bound, volume).orElseThrow();
  }

  private PersistentVolume volumeOf(PersistentVolumeClaim claim) {
    return admin
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(claim.getSpec().getVolumeName())
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("1Gi"))
                .withAccessModes("ReadOnlyMany")
                .withStorageClassName("")
                .withNewHostPath("/models/" + claim.getMetadata().getName(), "Directory")
                .withNewClaimRef()
                .withNamespace(namespace)
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build())
        .create();
  }

  /** Writes a ModelSignature with a verdict about the whole claim under the current policy. */
  public void verdict(
      String name, VolumeIdentity identity, ClusterModelTrustPolicy policy, VerdictState verdict) {
    ModelSignature created = admin.resource(signature(name)).create();
    created.setStatus(new ModelSignatureStatus());
    ModelSignatureStatus status = created.getStatus();
    status.observedGeneration = created.getMetadata().getGeneration();
    status.verdict = verdict;
    status.reason = verdict == VerdictState.Verified ? "SignatureVerified" : "ContentMismatch";
    status.message = verdict == VerdictState.Verified ? "" : "changed: model.safetensors";
    status.volume = new VolumeStatus();
    status.volume.identity = identity.value();
    PolicyVerdict entry = new PolicyVerdict();
    entry.name = policy.getMetadata().getName();
    entry.uid = policy.getMetadata().getUid();
    entry.generation = policy.getMetadata().getGeneration();
    entry.verdict = verdict;
    entry.reason = status.reason;
    entry.message = status.message;
    status.policies = List.of(entry);
    admin.resource(created).updateStatus();
  }

  /** Writes a ModelSignature whose measurement runs in the Job with this UID. */
  public void measuring(String name, String jobUid) {
    ModelSignature created = admin.resource(signature(name)).create();
    created.setStatus(new ModelSignatureStatus());
    created.getStatus().observedGeneration = created.getMetadata().getGeneration();
    created.getStatus().verdict = VerdictState.Unknown;
    created.getStatus().reason = "Measuring";
    created.getStatus().measurement = new MeasurementStatus();
    created.getStatus().measurement.jobUid = jobUid;
    admin.resource(created).updateStatus();
  }

  private ModelSignature signature(String name) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = name;
    return signature;
  }
}
