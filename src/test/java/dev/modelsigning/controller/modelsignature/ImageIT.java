// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static dev.modelsigning.testing.story.TeamNodes.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Models in images, through a real API server: the test's folder is what the image holds. */
class ImageIT extends OperatorScenario {
  private static final String REPOSITORY = "registry.example/models/minilm";
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String OTHER_DIGEST = "sha256:" + "2".repeat(64);

  @AfterEach
  void removeNodes() {
    API.admin().nodes().withLabel("test", "image").delete();
  }

  private static void aNodeJoins(String name, String architecture) {
    API.admin()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", "image")
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", architecture)
                .endMetadata()
                .build())
        .create();
  }

  private void aModelInAnImage() {
    aNodeJoins("image-a", "amd64");
    given.aSignedModel().aPolicy().aModelSignatureOfAnImage(REPOSITORY + "@" + DIGEST);
  }

  /** As the webhook decides it, over what is stored now. */
  private AdmissionDecision decide(String reference) {
    return decide(reference, Map.of(), null);
  }

  private AdmissionDecision decide(
      String reference, Map<String, NodePlatform> platforms, @Nullable String node) {
    then.thePolicyPublishesAuthorities(1);
    FakeCluster stored = new FakeCluster();
    stored.platforms.putAll(platforms);
    stored.signatures.clear();
    stored.signatures.addAll(
        API.admin().resources(ModelSignature.class).inNamespace(team).list().getItems());
    ClusterModelTrustPolicy policy =
        API.admin().resources(ClusterModelTrustPolicy.class).withName(team).get();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("server")
            .endMetadata()
            .withNewSpec()
            .withNodeName(node)
            .addNewContainer()
            .withName("server")
            .withImage("vllm")
            .addNewVolumeMount()
            .withName("m")
            .withMountPath("/mnt/models")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("m")
            .withNewImage("IfNotPresent", reference)
            .endVolume()
            .endSpec()
            .build();
    return new PodDecision(stored, Clock.systemUTC(), Set.of())
        .decide(
            new PodRequest("CREATE", "", team, "user", pod, Optional.empty()),
            new PolicyScope.Named(List.of(policy)));
  }

  @Test
  void signedModelInAnImageIsVerifiedForItsDigestAlone() {
    aModelInAnImage();

    Job job = when.theModelIsMeasured();
    var status =
        then.theModelSignature()
            .becomesVerified()
            .wasMeasuredBy(job)
            .hasTrue("WriteProtected")
            .hasTrue("Ready")
            .status();

    assertThat(status.image.digest).isEqualTo(DIGEST);
    assertThat(status.image.path).isEqualTo("/");
    assertThat(status.image.platform).isEqualTo("linux/amd64");
    assertThat(status.volume).isNull();
    var spec = job.getSpec().getTemplate().getSpec();
    assertThat(spec.getVolumes().getFirst().getImage().getReference())
        .isEqualTo(REPOSITORY + "@" + DIGEST);
    assertThat(spec.getNodeSelector()).containsEntry("kubernetes.io/arch", "amd64");

    assertThat(decide("mirror.example/m@" + DIGEST)).isAllowed();
    assertThat(decide(REPOSITORY + "@" + OTHER_DIGEST)).isDenied("no ModelSignature names it");
    assertThat(decide(REPOSITORY + ":v1")).isDenied("pin the image: " + REPOSITORY + "@" + DIGEST);
  }

  @Test
  void imageWithOtherFilesThanWereSignedIsRejected() {
    aModelInAnImage();
    model.tamper();

    when.theModelIsMeasured();

    then.theModelSignature().becomes("ContentMismatch").isRejected();
    assertThat(decide(REPOSITORY + "@" + DIGEST)).isDenied("ContentMismatch");
  }

  private AdmissionDecision decideOn(String node, String architecture) {
    return decide(
        REPOSITORY + "@" + DIGEST, Map.of(node, new NodePlatform("linux", architecture)), node);
  }

  @Test
  void nodeOfAnotherArchitectureIsMeasuredByAJobOfItsOwnAndTheFirstStays() {
    aModelInAnImage();
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    aNodeJoins("image-b", "arm64");
    Job second = nodes.measurementRunsOn("linux/arm64");
    assertThat(second.getSpec().getTemplate().getSpec().getNodeSelector())
        .containsEntry("kubernetes.io/arch", "arm64")
        .containsEntry("kubernetes.io/os", "linux");
    ModelSignatureStatus half = nodes.awaits("linux/arm64", VerdictState.Unknown);
    assertThat(half.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(half.message).contains("Platform linux/arm64", "1 of 2 platforms");
    assertThat(entry(half, "linux/amd64").measurement.jobUid)
        .isEqualTo(first.getMetadata().getUid());
    assertThat(decide(REPOSITORY + "@" + DIGEST)).isDenied("for linux/arm64: ");
    assertThat(decideOn("image-a", "amd64")).isAllowed();

    when.thePodOf(second).measures(model);
    ModelSignatureStatus both = then.theModelSignature().becomesVerified().status();
    assertThat(both.image.platform).isNull();
    assertThat(both.volume).isNull();
    assertThat(decide(REPOSITORY + "@" + DIGEST)).isAllowed();
    assertThat(then.storedEvidence()).hasSize(2);
    then.theModelSignatureIsAtRest();

    API.admin().nodes().withName("image-b").delete();
    ModelSignatureStatus one = nodes.awaitsAlone();
    assertThat(one.verdict).isEqualTo(VerdictState.Verified);
    assertThat(one.measurement.jobUid).isEqualTo(first.getMetadata().getUid());
    assertThat(one.image.platform).isEqualTo("linux/amd64");
  }

  @Test
  void goodImageOfOneArchitectureVouchesForNoOther() {
    aNodeJoins("image-a", "amd64");
    aNodeJoins("image-b", "arm64");
    given.aSignedModel().aPolicy().aModelSignatureOfAnImage(REPOSITORY + "@" + DIGEST);
    nodes.modelIsMeasuredOn("linux/amd64");
    Job other = nodes.measurementRunsOn("linux/arm64");
    model.tamper();
    when.thePodOf(other).measures(model);

    ModelSignatureStatus status =
        then.theModelSignature()
            .becomes("ContentMismatch")
            .isRejected()
            .says("Platform linux/arm64", "1 of 2 platforms")
            .status();

    assertThat(entry(status, "linux/amd64").verdict).isEqualTo(VerdictState.Verified);
    assertThat(decide(REPOSITORY + "@" + DIGEST)).isDenied("for linux/arm64: ");
    assertThat(decideOn("image-a", "amd64")).isAllowed();
    assertThat(decideOn("image-b", "arm64")).isDenied("ContentMismatch");
  }

  @Test
  void moreThanFourArchitecturesAreUnknown() {
    List.of("amd64", "arm64", "ppc64le", "riscv64", "s390x")
        .forEach(architecture -> aNodeJoins("image-" + architecture, architecture));
    given.aSignedModel().aPolicy().aModelSignatureOfAnImage(REPOSITORY + "@" + DIGEST);

    then.theModelSignature()
        .becomes("SeveralArchitectures")
        .isUnknown()
        .says("linux/amd64", "linux/arm64");
    then.noJobExists();
    assertThat(decide(REPOSITORY + "@" + DIGEST)).isDenied("SeveralArchitectures");
  }

  @Test
  void withoutANodeTheArchitectureIsUnknown() {
    given.aSignedModel().aPolicy().aModelSignatureOfAnImage(REPOSITORY + "@" + DIGEST);

    then.theModelSignature().becomes("ArchitectureUnknown").isUnknown();
    then.noJobExists();
  }

  @Test
  void policyThatComesLaterNeedsNoJob() {
    aNodeJoins("image-a", "amd64");
    given.aSignedModel().aModelSignatureOfAnImage(REPOSITORY + "@" + DIGEST);
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomes("NoMatchingPolicy").isUnknown();

    given.aPolicy();

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }
}
