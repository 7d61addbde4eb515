// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of signing jobs, and what becomes of their signatures, on a real API server. */
class SigningIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Duration PATIENCE = SigningStory.PATIENCE;
  private static final String CLAIM = SigningStory.CLAIM;

  @TempDir Path folder;

  private final Signer key = Signer.fresh();
  private final RecordedLogs logs = new RecordedLogs();
  private final SwitchedGuard guard = new SwitchedGuard();
  private String system;
  private ClusterStory story;
  private NodeInPlay node;
  private SignedModel model;
  private SigningStory signing;
  private OperatorUnderTest operator;

  @BeforeEach
  void startOperator() throws IOException {
    system = API.newNamespace("system", Map.of());
    story = new ClusterStory(API.admin(), API.newNamespace("team", Map.of()));
    node = new NodeInPlay(API.admin(), logs);
    model = new SignedModel(folder);
    signing = new SigningStory(API.admin(), system, story.namespace, node, model);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
  }

  @AfterEach
  void stopOperator() {
    operator.close();
  }

  @Test
  void signedClaimBecomesVerified() {
    signing.signer(key.privateKey(), "*");
    story.policy(key.publicKey());
    story.boundClaim(CLAIM);
    signing.job("sign", null);
    Job measuring = signing.measure("sign");

    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Succeeded);

    assertThat(status.modelSignature).isEqualTo(CLAIM);
    assertThat(status.manifest.files).isEqualTo(2);
    assertThat(status.manifest.digest)
        .isEqualTo("sha256:" + model.measured().canonicalDigest().hex());
    assertThat(status.keyFingerprint).hasSize(64);
    ModelSignature signature =
        API.admin()
            .resources(ModelSignature.class)
            .inNamespace(story.namespace)
            .withName(CLAIM)
            .get();
    assertThat(signature.getSpec().signature.inline.bundle).contains("dsseEnvelope");
    Job verifying = story.runningJob(CLAIM);
    Pod pod = node.startPod(verifying, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), Optional.empty()));
    assertThat(story.reason(CLAIM, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
    Await.until(
        "the measuring Job to be deleted",
        PATIENCE,
        () -> API.admin().resource(measuring).get() == null);
  }

  @Test
  void operatorKilledWhileMeasuringSignsAfterItsRestart() {
    signing.signer(key.privateKey(), story.namespace);
    story.boundClaim(CLAIM);
    signing.job("sign", null);
    Job measuring = signing.awaitMeasuring("sign");
    operator.close();
    signing.finish(measuring);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);

    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Succeeded);

    assertThat(status.measurement.jobUid).isEqualTo(measuring.getMetadata().getUid());
  }

  @Test
  void signerOfOtherNamespacesIsRefused() {
    signing.signer(key.privateKey(), "team-b, team-c");
    story.boundClaim(CLAIM);
    signing.job("sign", null);
    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Failed);
    assertThat(status.reason).isEqualTo("SignerNotPermitted");
    assertThat(status.message).contains(ApiGroup.SIGNER_NAMESPACES_ANNOTATION);
    assertThat(story.jobs()).isEmpty();
  }

  @Test
  void forgedOwnerReferenceDoesNotBringTheSigner() {
    signing.signer(key.privateKey(), "");
    story.boundClaim(CLAIM);
    ClusterModelSigningJob cluster = signing.clusterJob("other", 1);
    signing.awaitCluster(cluster, status -> status.completedAt != null);
    signing.job("sign", cluster);
    Await.until(
        "the job to wait for its owner",
        PATIENCE,
        () -> "NotVouched".equals(signing.reason("sign")));
    assertThat(story.jobs()).isEmpty();
  }

  @Test
  void modelSignatureOfSomebodyElseIsNotOverwritten() {
    signing.signer(key.privateKey(), "*");
    story.boundClaim(CLAIM);
    story.signature(CLAIM);
    signing.job("sign", null);
    ModelSigningJobStatus status = signing.awaitJob("sign", SigningState.Failed);
    assertThat(status.reason).isEqualTo("SignatureExists");
    assertThat(status.message).contains("options.modelSignatureName");
  }

  @Test
  void secondJobOfTheSameClaimRenewsTheSignature() {
    signing.signer(key.privateKey(), "*");
    story.boundClaim(CLAIM);
    signing.job("first", null);
    signing.measure("first");
    signing.awaitJob("first", SigningState.Succeeded);
    String before = signing.bundle();
    signing.job("second", null);
    signing.measure("second");
    signing.awaitJob("second", SigningState.Succeeded);
    assertThat(signing.bundle()).isNotEqualTo(before);
  }

  @Test
  void evidenceOfAChangedImageIsNotSigned() {
    signing.signer(key.privateKey(), "*");
    story.boundClaim(CLAIM);
    signing.job("sign", null);
    Job measuring = signing.awaitMeasuring("sign");
    Pod pod =
        node.startPod(
            measuring,
            builder ->
                builder
                    .editMetadata()
                    .withName(measuring.getMetadata().getName() + "-forge")
                    .endMetadata()
                    .editSpec()
                    .editFirstContainer()
                    .withImage("registry.example/evil")
                    .endContainer()
                    .endSpec());
    node.succeed(pod, node.measure(pod, model.measured(), Optional.empty()));
    Await.until("the evidence to be refused", PATIENCE, () -> signing.attempts("sign") > 0);
    assertThat(signing.bundle()).isNull();
  }

  @Test
  void clusterJobSignsSelectedClaimsAFewAtATime() {
    signing.signer(key.privateKey(), "");
    for (String claim : List.of("a", "b", "c")) {
      story.boundClaim(claim);
      signing.label(claim);
    }
    story.boundClaim("unselected");
    ClusterModelSigningJob cluster = signing.clusterJob("sign", 2);

    var begun =
        signing.awaitCluster(cluster, status -> status.targets != null && status.active == 2);
    assertThat(begun.selected).isEqualTo(3);
    assertThat(begun.targets).extracting(target -> target.claimName).containsExactly("a", "b", "c");
    assertThat(begun.targets.getLast().jobUid).isNull();
    signing.finish(signing.awaitMeasuring(begun.targets.get(0).jobName));
    signing.refuse(signing.awaitMeasuring(begun.targets.get(1).jobName));
    var third = signing.awaitCluster(cluster, status -> status.targets.getLast().jobUid != null);
    operator.close();
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
    signing.finish(signing.awaitMeasuring(third.targets.getLast().jobName));

    var done = signing.awaitCluster(cluster, status -> status.completedAt != null);

    assertThat(done.succeeded).isEqualTo(2);
    assertThat(done.failed).isEqualTo(1);
    assertThat(done.active).isZero();
    assertThat(done.targets)
        .extracting(target -> target.state)
        .containsExactly(SigningState.Succeeded, SigningState.Failed, SigningState.Succeeded);
    assertThat(done.targets.get(1).message).contains("EmptyModel");
    assertThat(done.conditions)
        .anyMatch(c -> c.getType().equals("Failed") && c.getStatus().equals("True"));
  }

  @Test
  void clusterJobWithoutAnyClaimEndsAtOnce() {
    var done =
        signing.awaitCluster(signing.clusterJob("none", 1), status -> status.completedAt != null);
    assertThat(done.selected).isZero();
    assertThat(done.conditions)
        .anyMatch(c -> c.getType().equals("Complete") && c.getReason().equals("NoClaimSelected"));
  }

  @Test
  void clusterJobNeverSelectsTheOperatorsNamespace() {
    var own = new ClusterStory(API.admin(), system);
    own.boundClaim("secretly");
    var cluster = signing.clusterJob("sign", 1, system);
    assertThat(signing.awaitCluster(cluster, status -> status.completedAt != null).selected)
        .isZero();
  }
}
