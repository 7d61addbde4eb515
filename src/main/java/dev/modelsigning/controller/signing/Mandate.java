// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningApproval;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be signed. For the job of a ClusterModelSigningJob the cluster job says so, which only
 * the platform team writes; the copy in the namespace decides nothing.
 *
 * @param pin what was selected; empty when the job itself has not seen its claim yet
 * @param manual whether only approved digests are signed
 * @param approved digests
 */
record Mandate(Optional<TargetPin> pin, boolean manual, Set<String> approved) {
  Mandate {
    approved = Set.copyOf(approved);
  }

  /** Of a job on its own. */
  static Mandate of(ModelSigningJob job) {
    var status = job.getStatus();
    return new Mandate(
        TargetPin.of(status == null ? null : status.pinned),
        job.getSpec().approval == SigningApproval.Manual,
        digests(job.getSpec().approvedDigests));
  }

  /** Of a job for a target of a cluster job, which has been vouched for. */
  static Mandate of(ClusterModelSigningJob owner, SigningTarget target) {
    return new Mandate(
        TargetPin.of(target.pinned),
        owner.getSpec().approval == SigningApproval.Manual,
        digests(owner.getSpec().approvedDigests));
  }

  private static Set<String> digests(@Nullable List<String> listed) {
    return listed == null ? Set.of() : Set.copyOf(listed);
  }

  /** Whether a model with this digest may be signed. */
  boolean allows(String digest) {
    return !manual || approved.contains(digest);
  }
}
