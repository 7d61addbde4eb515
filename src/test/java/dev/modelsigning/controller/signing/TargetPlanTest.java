// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TargetPlanTest {
  @Test
  void beginsAsManyAsMayRunAtATime() {
    var plan = plan(List.of(waiting("a"), waiting("b"), waiting("c")), 2, null);
    assertThat(plan.next()).containsExactly(0, 1);
  }

  @Test
  void runningTargetsHoldTheirPlaces() {
    var plan =
        plan(
            List.of(running("a"), waiting("b"), running("c"), waiting("d")),
            3,
            SigningState.Measuring);
    assertThat(plan.next()).containsExactly(1);
    assertThat(TargetPlan.active(plan.targets())).isEqualTo(2);
  }

  @Test
  void endedTargetsGiveTheirPlacesBack() {
    var plan = plan(List.of(running("a"), waiting("b")), 1, SigningState.Succeeded);
    assertThat(plan.targets().getFirst().state).isEqualTo(SigningState.Succeeded);
    assertThat(plan.next()).containsExactly(1);
  }

  @Test
  void failureIsReportedAtTheTarget() {
    var plan = plan(List.of(running("a")), 1, SigningState.Failed);
    assertThat(plan.targets().getFirst().message).isEqualTo("Because: it failed");
    assertThat(TargetPlan.isDone(plan.targets())).isTrue();
    assertThat(TargetPlan.count(plan.targets(), SigningState.Failed)).isEqualTo(1);
  }

  @Test
  void targetThatWaitsForApprovalShowsItsDigestAndTakesNoPlace() {
    var plan = plan(List.of(running("a"), waiting("b")), 1, SigningState.AwaitingApproval);
    assertThat(plan.targets().getFirst().digest).isEqualTo("sha256:measured");
    assertThat(plan.next()).containsExactly(1);
    assertThat(TargetPlan.isDone(plan.targets())).isFalse();
  }

  @Test
  void deletedJobFailsItsTargetAndIsNotMadeAgain() {
    var plan = plan(List.of(running("a")), 1, null);
    assertThat(plan.targets().getFirst().state).isEqualTo(SigningState.Failed);
    assertThat(plan.targets().getFirst().message).contains("was deleted");
    assertThat(plan.next()).isEmpty();
  }

  @Test
  void loweredParallelismBeginsNothing() {
    var plan = plan(List.of(running("a"), running("b"), waiting("c")), 1, SigningState.Measuring);
    assertThat(plan.next()).isEmpty();
  }

  private static TargetPlan plan(
      List<SigningTarget> targets, int parallelism, @Nullable SigningState childState) {
    return TargetPlan.of(targets, parallelism, target -> child(childState));
  }

  private static Optional<ModelSigningJob> child(@Nullable SigningState state) {
    if (state == null) {
      return Optional.empty();
    }
    var job = new ModelSigningJob();
    job.setStatus(new ModelSigningJobStatus());
    job.getStatus().state = state;
    job.getStatus().reason = "Because";
    job.getStatus().message = "it failed";
    job.getStatus().manifest = new ManifestStatus();
    job.getStatus().manifest.digest = "sha256:measured";
    return Optional.of(job);
  }

  private static SigningTarget waiting(String claim) {
    var target = new SigningTarget();
    target.namespace = "team";
    target.claimName = claim;
    target.state = SigningState.Pending;
    return target;
  }

  private static SigningTarget running(String claim) {
    SigningTarget target = waiting(claim);
    target.jobName = "job-" + claim;
    target.jobUid = "uid-" + claim;
    return target;
  }
}
