// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the operator does not believe, and what it remembers over its own death. */
class DistrustIT extends SignatureScenario {
  @Test
  void operatorThatDiesWhileTheJobRunsAcceptsItsResultAfterwards() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job job = story.runningJob(NAME);
    operator.close();
    Pod pod = node.startPod(job, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), model.bundle()));
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid)
        .isEqualTo(job.getMetadata().getUid());
  }

  @Test
  void runOfAPredecessorWaitsForTheFirstSightOfTheGuard() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job job = story.runningJob(NAME);
    operator.close();
    guard.set(false);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
    story.reason(NAME, "GuardMissing");
    Pod pod = node.startPod(job, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), model.bundle()));
    guard.set(true);

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid)
        .isEqualTo(job.getMetadata().getUid());
  }

  @Test
  void guardThatGoesEndsTheRun() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job job = story.runningJob(NAME);

    guard.set(false);
    story.reason(NAME, "GuardMissing");
    story.noJobIsLeft(job.getMetadata().getName());
    guard.set(true);

    assertThat(measureHonestly().getMetadata().getUid()).isNotEqualTo(job.getMetadata().getUid());
    story.reason(NAME, "SignatureVerified");
  }

  @Test
  void resultsThatAreNotBelievedAreMeasuredAgain() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job first = story.runningJob(NAME);
    Pod pod = node.startPod(first, UnaryOperator.identity());
    node.succeed(
        pod, node.withNonce(node.measure(pod, model.measured(), model.bundle()), "f".repeat(32)));

    ModelSignatureStatus refused = story.reason(NAME, "NonceMismatch");
    assertThat(refused.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(refused.measurement.attempts).isEqualTo(1);
    String refusedJob = refused.measurement.jobUid;
    story.status(
        NAME, s -> s.measurement.jobUid != null && !s.measurement.jobUid.equals(refusedJob));
    Job second = measureHonestly();

    assertThat(second.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
    assertThat(story.reason(NAME, "SignatureVerified").measurement.attempts).isZero();
  }

  @Test
  void podOfATenantWithAForgedOwnerIsNotHeard() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job job = story.runningJob(NAME);
    Pod forged = node.startPod(job, p -> p.editMetadata().withName("innocent").endMetadata());
    model.tamper();
    node.succeed(forged, node.measure(forged, model.measured(), model.bundle()));
    Pod real = node.startPod(job, UnaryOperator.identity());
    node.succeed(real, node.measure(real, model.measured(), model.bundle()));

    assertThat(story.reason(NAME, "ContentMismatch").verdict).isEqualTo(VerdictState.Rejected);
  }

  @Test
  void restartedContainerAndChangedImageAreNotBelieved() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Pod restarted = node.startPod(story.runningJob(NAME), UnaryOperator.identity());
    node.succeed(
        restarted,
        node.measure(restarted, model.measured(), model.bundle()),
        OperatorUnderTest.IMAGE,
        1);
    String first = story.reason(NAME, "Restarted").measurement.jobUid;
    story.status(NAME, s -> s.measurement.jobUid != null && !s.measurement.jobUid.equals(first));
    Pod other = node.startPod(story.runningJob(NAME), UnaryOperator.identity());
    node.succeed(
        other,
        node.measure(other, model.measured(), model.bundle()),
        "registry.example/oms@sha256:" + "ee".repeat(32),
        0);

    assertThat(story.reason(NAME, "ImageChanged").verdict).isEqualTo(VerdictState.Unknown);
  }

  @Test
  void nothingIsMeasuredWithoutTheGuard() throws IOException {
    guard.set(false);
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);

    assertThat(story.reason(NAME, "GuardMissing").message).contains("took the guard away");
    assertThat(story.jobs()).isEmpty();
    guard.set(true);
    measureHonestly();
    story.reason(NAME, "SignatureVerified");
  }
}
