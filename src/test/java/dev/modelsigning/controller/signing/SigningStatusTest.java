// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static dev.modelsigning.controller.StatusAssert.assertConditions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningSource;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.controller.StatusConditions.Value;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SigningStatusTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final ConditionType[] ALL = {
    ConditionType.Complete, ConditionType.Failed, ConditionType.Reconciling, ConditionType.Stalled
  };

  private static ModelSigningJob job() {
    var job = new ModelSigningJob();
    job.setMetadata(new ObjectMetaBuilder().withName("sign").withGeneration(1L).build());
    job.getSpec().source = new SigningSource();
    job.getSpec().source.persistentVolumeClaim = new ClaimSource();
    return job;
  }

  private static ModelSigningJobStatus waiting() {
    return SigningStatus.of(
        job(),
        new SigningOutcome.Waiting(
            Reason.ClaimNotBound,
            "unbound",
            Optional.of(NOW),
            Optional.empty(),
            Duration.ofSeconds(1)),
        NOW);
  }

  @Test
  void waitingJobReconciles() {
    assertThat(waiting().state).isEqualTo(SigningState.Pending);
    assertThat(waiting().completedAt).isNull();
    assertConditions(waiting().conditions)
        .hasTypes(ALL)
        .has(ConditionType.Complete, Value.FALSE)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.ClaimNotBound);
  }

  /** The same reason that a job waits for is final once it has waited for too long. */
  @Test
  void failedJobIsStalledWhateverTheReason() {
    var status =
        SigningStatus.of(job(), new SigningOutcome.Failed(Reason.ClaimNotBound, "unbound"), NOW);

    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Failed, Value.TRUE, Reason.ClaimNotBound)
        .has(ConditionType.Reconciling, Value.FALSE)
        .has(ConditionType.Stalled, Value.TRUE, Reason.ClaimNotBound);
  }

  @Test
  void errorKeepsTheRunOnRecord() {
    ModelSigningJob job = job();
    job.setStatus(waiting());
    job.getStatus().state = SigningState.Measuring;
    job.getStatus().measurement = new MeasurementStatus();
    job.getStatus().measurement.jobUid = "job-uid";

    var status = SigningStatus.notChecked(job, NOW);

    assertThat(status.state).isEqualTo(SigningState.Measuring);
    assertThat(status.measurement.jobUid).isEqualTo("job-uid");
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Failed, Value.FALSE)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.CheckFailed);
  }

  @Test
  void errorBeforeTheFirstStatusLeavesAJobPending() {
    assertThat(SigningStatus.notChecked(job(), NOW).state).isEqualTo(SigningState.Pending);
  }

  @Test
  void errorKeepsTheTargetsOfAClusterJobOnRecord() {
    var target = new SigningTarget();
    target.namespace = "team";
    target.claimName = "claim";
    target.state = SigningState.Measuring;
    target.jobUid = "uid";
    ClusterModelSigningJob cluster = clusterJob();
    cluster.setStatus(ClusterSigningStatus.of(cluster, List.of(target), NOW));

    var status = ClusterSigningStatus.notChecked(cluster, NOW);

    assertThat(status.targets).extracting(t -> t.jobUid).containsExactly("uid");
    assertThat(status.completedAt).isNull();
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Complete, Value.FALSE)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.CheckFailed);
  }

  private static ClusterModelSigningJob clusterJob() {
    var cluster = new ClusterModelSigningJob();
    cluster.setMetadata(new ObjectMetaBuilder().withName("all").withGeneration(1L).build());
    cluster.getSpec().selector = new ClaimSelector();
    return cluster;
  }

  @Test
  void nameThatNoClaimHasIsToldBesideTheClaimsThatAreSigned() {
    var target = new SigningTarget();
    target.claimName = "model";
    target.state = SigningState.Succeeded;
    ClusterModelSigningJob cluster = clusterJob();
    cluster.getSpec().selector.claimNames = List.of("model", "modle", "modle");

    assertThat(message(ClusterSigningStatus.of(cluster, List.of(target), NOW)))
        .contains("1 of 1 claims signed", "no claim found for modle of spec.selector.claimNames");
    cluster.getSpec().selector.claimNames = List.of("model");
    assertThat(message(ClusterSigningStatus.of(cluster, List.of(target), NOW)))
        .doesNotContain("no claim found");
  }

  private static String message(ClusterModelSigningJobStatus status) {
    return status.conditions.getFirst().getMessage();
  }

  @Test
  void clusterJobWithAFailedTargetFails() {
    var target = new SigningTarget();
    target.state = SigningState.Failed;
    ClusterModelSigningJob cluster = clusterJob();

    assertConditions(ClusterSigningStatus.of(cluster, List.of(target), NOW).conditions)
        .hasTypes(ALL)
        .has(ConditionType.Failed, Value.TRUE, Reason.SomeNotSigned)
        .has(ConditionType.Stalled, Value.TRUE, Reason.SomeNotSigned);
  }

  @Test
  void clusterJobWithoutTargetsCompletes() {
    assertConditions(ClusterSigningStatus.of(clusterJob(), List.of(), NOW).conditions)
        .has(ConditionType.Complete, Value.TRUE, Reason.NoClaimSelected);
  }
}
