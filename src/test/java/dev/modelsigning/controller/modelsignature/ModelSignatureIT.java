package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The verdict's way through a real API server; the test plays job controller and kubelet. */
class ModelSignatureIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final String NAME = "minilm";

  @TempDir Path folder;

  private final Signer signer = Signer.fresh();
  private final RecordedLogs logs = new RecordedLogs();
  private final SwitchedGuard guard = new SwitchedGuard();
  private String system;
  private ClusterStory story;
  private NodeInPlay node;
  private SignedModel model;
  private OperatorUnderTest operator;

  @BeforeEach
  void startOperator() throws IOException {
    system = API.newNamespace("system", Map.of());
    story = new ClusterStory(API.admin(), API.newNamespace("team", Map.of()));
    node = new NodeInPlay(API.admin(), logs);
    model = new SignedModel(folder);
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
  }

  @AfterEach
  void stopOperator() {
    operator.close();
  }

  private void restartOperator() {
    operator.close();
    operator = new OperatorUnderTest(API.adminConfig(), system, logs, guard);
  }

  private Job measureHonestly() throws IOException {
    Job job = story.runningJob(NAME);
    Pod pod = node.startPod(job, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), model.bundle()));
    return job;
  }

  @Test
  void signedModelBecomesVerifiedAndTheJobGoes() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Job job = measureHonestly();

    ModelSignatureStatus status = story.reason(NAME, "SignatureVerified");

    assertThat(status.verdict).isEqualTo(VerdictState.Verified);
    assertThat(status.observedGeneration).isEqualTo(1);
    assertThat(status.measurement.jobUid).isEqualTo(job.getMetadata().getUid());
    assertThat(status.manifest.files).isEqualTo(2);
    assertThat(status.manifest.digest)
        .isEqualTo("sha256:" + model.measured().canonicalDigest().hex());
    assertThat(status.volume.identity).startsWith("sha256:");
    assertThat(status.policies)
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.name).isEqualTo(story.namespace);
              assertThat(policy.generation).isEqualTo(1);
              assertThat(policy.uid).isNotEmpty();
              assertThat(policy.authority).isEqualTo("key-0");
            });
    assertThat(condition(status, "Verified")).isEqualTo("True");
    assertThat(condition(status, "SignatureValid")).isEqualTo("True");
    assertThat(condition(status, "WriteProtected")).isEqualTo("True");
    assertThat(condition(status, "Ready")).isEqualTo("True");
    story.noJobIsLeft(job.getMetadata().getName());
  }

  @Test
  void flippedByteIsRejectedNamingTheFile() throws IOException {
    model.put(model.signedBy(signer));
    model.tamper();
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    measureHonestly();

    ModelSignatureStatus status = story.reason(NAME, "ContentMismatch");

    assertThat(status.verdict).isEqualTo(VerdictState.Rejected);
    assertThat(status.message).contains("model.safetensors").contains("key-0");
    assertThat(condition(status, "Stalled")).isEqualTo("True");
  }

  @Test
  void missingSignatureFileIsRejected() {
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    Pod pod = node.startPod(story.runningJob(NAME), UnaryOperator.identity());
    node.succeed(pod, node.refuse(pod, "SignatureFileMissing"));

    assertThat(story.reason(NAME, "SignatureFileMissing").verdict).isEqualTo(VerdictState.Rejected);
  }

  @Test
  void policyEditsAreAnsweredFromStoredEvidenceAlsoAfterRestart() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    String jobUid = measureHonestly().getMetadata().getUid();
    story.reason(NAME, "SignatureVerified");

    story.trust(Signer.fresh().publicKey());
    ModelSignatureStatus without = story.reason(NAME, "SignerUntrusted");
    restartOperator();
    story.trust(signer.publicKey());
    ModelSignatureStatus again = story.reason(NAME, "SignatureVerified");

    assertThat(without.verdict).isEqualTo(VerdictState.Rejected);
    assertThat(without.policies.getFirst().generation).isEqualTo(2);
    assertThat(again.policies.getFirst().generation).isEqualTo(3);
    assertThat(again.measurement.jobUid).isEqualTo(jobUid);
    assertThat(story.jobs()).isEmpty();
  }

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
  void unboundClaimIsUnknownWithoutJobUntilItIsBound() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.unboundClaim(NAME);
    story.signature(NAME);

    assertThat(story.reason(NAME, "ClaimNotBound").verdict).isEqualTo(VerdictState.Unknown);
    assertThat(story.jobs()).isEmpty();
    story.bind(NAME);
    measureHonestly();
    assertThat(story.reason(NAME, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
  }

  @Test
  void missingClaimIsUnknown() {
    story.policy(signer.publicKey());
    story.signature(NAME);

    assertThat(story.reason(NAME, "ClaimNotFound").verdict).isEqualTo(VerdictState.Unknown);
  }

  @Test
  void writerHoldsTheMeasurementBack() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    Pod writer = story.mount(NAME, false);
    story.signature(NAME);

    ModelSignatureStatus held = story.reason(NAME, "WritersPresent");
    assertThat(condition(held, "WriteProtected")).isEqualTo("False");
    assertThat(held.message).contains(writer.getMetadata().getName());
    assertThat(story.jobs()).isEmpty();
    story.deleteNow(writer);
    measureHonestly();
    story.reason(NAME, "SignatureVerified");
  }

  @Test
  void writerAfterTheMeasurementMakesTheVerdictUnknownAndMeasuresAgain() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    String first = measureHonestly().getMetadata().getUid();
    story.reason(NAME, "SignatureVerified");

    Pod writer = story.mount(NAME, false);
    assertThat(story.reason(NAME, "WriterAppeared").verdict).isEqualTo(VerdictState.Unknown);
    story.deleteNow(writer);
    measureHonestly();
    ModelSignatureStatus status = story.reason(NAME, "SignatureVerified");

    assertThat(status.measurement.jobUid).isNotEqualTo(first);
  }

  @Test
  void readerDoesNotDisturb() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.mount(NAME, true);
    story.signature(NAME);
    measureHonestly();

    assertThat(story.reason(NAME, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
  }

  @Test
  void inlineBundleOfAStrangerIsRejectedWithoutAJob() {
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.inlineSignature(NAME, model.signedBy(Signer.fresh()));

    assertThat(story.reason(NAME, "SignerUntrusted").verdict).isEqualTo(VerdictState.Rejected);
    assertThat(story.jobs()).isEmpty();
  }

  @Test
  void inlineBundleIsVerifiedAgainstTheMeasuredFiles() {
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.inlineSignature(NAME, model.signedBy(signer));
    Pod pod = node.startPod(story.runningJob(NAME), UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), Optional.empty()));

    assertThat(story.reason(NAME, "SignatureVerified").verdict).isEqualTo(VerdictState.Verified);
    assertThat(pod.getSpec().getContainers().getFirst().getArgs())
        .anyMatch(argument -> argument.startsWith("--serialization="));
  }

  @Test
  void withoutAPolicyTheVerdictIsUnknownAndALaterPolicyNeedsNoJob() throws IOException {
    model.put(model.signedBy(signer));
    story.boundClaim(NAME);
    story.signature(NAME);
    String jobUid = measureHonestly().getMetadata().getUid();

    story.reason(NAME, "NoMatchingPolicy");
    story.policy(signer.publicKey());

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid).isEqualTo(jobUid);
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

  @Test
  void deletedEvidenceIsMeasuredAgain() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    String first = measureHonestly().getMetadata().getUid();
    story.reason(NAME, "SignatureVerified");

    API.admin().configMaps().inNamespace(system).withLabel("modelsigning.dev/evidence-of").delete();
    story.trust(signer.publicKey(), Signer.fresh().publicKey());
    story.reason(NAME, "Measuring");
    measureHonestly();

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid).isNotEqualTo(first);
  }

  @Test
  void evidenceOfADeletedResourceIsSwept() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    var signature = story.signature(NAME);
    measureHonestly();
    story.reason(NAME, "SignatureVerified");

    var evidence = API.admin().configMaps().inNamespace(system);
    operator.signatures.sweepEvidence();
    assertThat(evidence.withLabel("modelsigning.dev/evidence-of").list().getItems()).hasSize(1);
    API.admin().resource(signature).delete();
    API.admin().resource(signature).waitUntilCondition(Objects::isNull, 10, TimeUnit.SECONDS);
    operator.signatures.sweepEvidence();

    assertThat(evidence.withLabel("modelsigning.dev/evidence-of").list().getItems()).isEmpty();
  }

  private static String condition(ModelSignatureStatus status, String type) {
    return status.conditions.stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("absent");
  }
}
