// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.SignedModel.Signer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The verdict's way through a real API server. */
class ModelSignatureIT extends SignatureScenario {
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
  void newGenerationIsUnknownUntilMeasuredAgain() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    String first = measureHonestly().getMetadata().getUid();
    story.reason(NAME, "SignatureVerified");

    story.runAsUser(NAME, 1000);
    ModelSignatureStatus open = story.status(NAME, s -> s.observedGeneration == 2);
    assertThat(open.verdict).isEqualTo(VerdictState.Unknown);
    measureHonestly();

    assertThat(story.reason(NAME, "SignatureVerified").measurement.jobUid).isNotEqualTo(first);
  }

  @Test
  void namespaceThatLeavesThePolicyHasNoVerdict() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.boundClaim(NAME);
    story.signature(NAME);
    measureHonestly();
    story.reason(NAME, "SignatureVerified");

    story.selectOtherNamespaces();

    assertThat(story.reason(NAME, "NoMatchingPolicy").policies).isNullOrEmpty();
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
    operator.sweeper.sweep();
    assertThat(evidence.withLabel("modelsigning.dev/evidence-of").list().getItems()).hasSize(1);
    API.admin().resource(signature).delete();
    API.admin().resource(signature).waitUntilCondition(Objects::isNull, 10, TimeUnit.SECONDS);
    operator.sweeper.sweep();

    assertThat(evidence.withLabel("modelsigning.dev/evidence-of").list().getItems()).isEmpty();
  }
}
