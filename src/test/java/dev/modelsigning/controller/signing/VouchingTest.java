// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SignerReference;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VouchingTest {
  private final ClusterModelSigningJob owner = owner();
  private final SigningTarget target = target();
  private final ModelSigningJob job = job();

  @Test
  void jobListedByItsOwnerIsVouchedFor() {
    list(job.getMetadata().getUid());
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.GIVEN);
  }

  @Test
  void targetIsThatOfAVouchedJobOnly() {
    assertThat(Vouching.target(job, Optional.of(owner))).isEmpty();
    list(job.getMetadata().getUid());
    assertThat(Vouching.target(job, Optional.of(owner))).contains(target);
  }

  @Test
  void jobNotListedYetIsPending() {
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.PENDING);
    list("another uid");
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.PENDING);
  }

  @Test
  void jobWithoutOwnerReferenceIsOnItsOwn() {
    list(job.getMetadata().getUid());
    job.getMetadata().setOwnerReferences(List.of());
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.NONE);
  }

  @Test
  void ownerOfAnotherUidDoesNotVouch() {
    list(job.getMetadata().getUid());
    owner.getMetadata().setUid("made again");
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.NONE);
    assertThat(Vouching.of(job, Optional.empty())).isEqualTo(Vouching.NONE);
  }

  @Test
  void anotherSignerThanTheOwnersIsNotVouchedFor() {
    list(job.getMetadata().getUid());
    job.getSpec().signer = new SignerReference();
    job.getSpec().signer.secretName = "root-signer";
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.NONE);
  }

  @Test
  void anotherClaimThanTheTargetsIsNotVouchedFor() {
    list(job.getMetadata().getUid());
    job.getSpec().source.persistentVolumeClaim.claimName = "other";
    assertThat(Vouching.of(job, Optional.of(owner))).isEqualTo(Vouching.PENDING);
  }

  @Test
  void nameOfAChildIsStableShortAndOwnToItsTarget() {
    owner.getMetadata().setName("a".repeat(200));
    String name = ChildJob.name(owner, target);
    assertThat(name).hasSizeLessThanOrEqualTo(63).isEqualTo(ChildJob.name(owner, target));
    target.claimName = "other";
    assertThat(ChildJob.name(owner, target)).isNotEqualTo(name);
  }

  private void list(String uid) {
    owner.setStatus(new ClusterModelSigningJobStatus());
    target.jobUid = uid;
    owner.getStatus().targets = List.of(target);
  }

  private ModelSigningJob job() {
    ModelSigningJob child = ChildJob.of(owner, target);
    child.getMetadata().setUid("child uid");
    return child;
  }

  private static SigningTarget target() {
    var target = new SigningTarget();
    target.namespace = "team";
    target.claimName = "minilm";
    return target;
  }

  private static ClusterModelSigningJob owner() {
    var owner = new ClusterModelSigningJob();
    owner.setMetadata(new ObjectMetaBuilder().withName("all").withUid("owner uid").build());
    owner.getSpec().signer = new SignerReference();
    owner.getSpec().signer.secretName = "release";
    return owner;
  }
}
