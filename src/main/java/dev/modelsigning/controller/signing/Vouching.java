// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a ModelSigningJob was created for a ClusterModelSigningJob. An owner reference alone
 * proves nothing, since anybody who may create jobs can write one. What counts is that the cluster
 * job lists the UID of this job in its status, which the guard lets only the operator write, and
 * that both name the same signer and claim.
 */
enum Vouching {
  /** No ClusterModelSigningJob is involved. */
  NONE,
  /** It names an owner that does not list it, but may be about to. */
  PENDING,
  /** Its owner lists it. */
  GIVEN;

  static Optional<OwnerReference> ownerOf(ModelSigningJob job) {
    return job.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(HasMetadata.getKind(ClusterModelSigningJob.class)))
        .filter(
            owner ->
                owner
                    .getApiVersion()
                    .equals(HasMetadata.getApiVersion(ClusterModelSigningJob.class)))
        .findFirst();
  }

  /** Judges by the owner as stored now, if it exists. */
  static Vouching of(ModelSigningJob job, Optional<ClusterModelSigningJob> owner) {
    Optional<OwnerReference> reference = ownerOf(job);
    if (reference.isEmpty()
        || owner.isEmpty()
        || !Objects.equals(owner.get().getMetadata().getUid(), reference.get().getUid())) {
      return NONE;
    }
    var spec = owner.get().getSpec();
    var source = job.getSpec().source.persistentVolumeClaim;
    boolean sameOrder =
        spec.signer.secretName.equals(job.getSpec().signer.secretName)
            && (source.subPath == null || source.subPath.isEmpty());
    if (!sameOrder) {
      return NONE;
    }
    return listed(job, owner.get()).isPresent() ? GIVEN : PENDING;
  }

  /** The target that a job is for, when its owner vouches for it. */
  static Optional<SigningTarget> target(
      ModelSigningJob job, Optional<ClusterModelSigningJob> owner) {
    return of(job, owner) == GIVEN ? listed(job, owner.orElseThrow()) : Optional.empty();
  }

  private static Optional<SigningTarget> listed(ModelSigningJob job, ClusterModelSigningJob owner) {
    var status = owner.getStatus();
    return status == null || status.targets == null
        ? Optional.empty()
        : status.targets.stream().filter(target -> isFor(target, job)).findFirst();
  }

  private static boolean isFor(SigningTarget target, ModelSigningJob job) {
    return Objects.equals(target.jobUid, job.getMetadata().getUid())
        && target.namespace.equals(job.getMetadata().getNamespace())
        && target.claimName.equals(job.getSpec().source.persistentVolumeClaim.claimName);
  }
}
