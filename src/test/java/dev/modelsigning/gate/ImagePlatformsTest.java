// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images by a digest that may be that of an index, on nodes of several platforms. */
class ImagePlatformsTest extends ImageScenario {

  /** At the binding: the operator may not have seen a node that has just joined. */
  @Test
  void nodeOfAnotherOrOfAnUnknownPlatformIsRefused() {
    cluster.platforms.put("node-a", new NodePlatform("linux", "amd64"));
    cluster.platforms.put("node-b", new NodePlatform("linux", "arm64"));
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");

    pod.getSpec().setNodeName("node-a");
    assertThat(decide(pod)).isAllowed();
    pod.getSpec().setNodeName("node-b");
    assertThat(decide(pod))
        .isDenied(
            "was verified for linux/amd64, and the pod is to run on node node-b (linux/arm64)");
    pod.getSpec().setNodeName("node-c");
    assertThat(decide(pod)).isDenied("node node-c, whose platform is not known");
  }

  /** The image is an index: amd64 holds what was signed, and arm64 something else. */
  private void verifiedForOneOfTwoPlatforms() {
    var status = signature.getStatus();
    status.verdict = VerdictState.Rejected;
    status.image.platform = null;
    status.nodes =
        List.of(
            onPlatform("linux/amd64", VerdictState.Verified, status.signatures),
            onPlatform("linux/arm64", VerdictState.Rejected, null));
    status.signatures = null;
    cluster.platforms.put("node-a", new NodePlatform("linux", "amd64"));
    cluster.platforms.put("node-b", new NodePlatform("linux", "arm64"));
  }

  private NodeVerdictStatus onPlatform(
      String platform, VerdictState verdict, @Nullable List<JudgedSignature> signatures) {
    NodeVerdictStatus entry = new NodeVerdictStatus();
    entry.name = platform;
    entry.verdict = verdict;
    entry.reason = verdict == VerdictState.Verified ? null : "ContentMismatch";
    entry.signatures = signatures;
    entry.manifest = signature.getStatus().manifest;
    return entry;
  }

  @Test
  void podWithoutANodeNeedsEveryPlatformVerified() {
    verifiedForOneOfTwoPlatforms();

    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("for linux/arm64: ", "ContentMismatch");
  }

  @Test
  void goodImageOfOnePlatformVouchesForNoOther() {
    verifiedForOneOfTwoPlatforms();
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");

    pod.getSpec().setNodeName("node-a");
    assertThat(decide(pod)).isAllowed();
    pod.getSpec().setNodeName("node-b");
    assertThat(decide(pod)).isDenied("for linux/arm64: ", "ContentMismatch");
    pod.getSpec().setNodeName("node-c");
    assertThat(decide(pod)).isDenied("ModelSignature in-image");
  }

  @Test
  void podThatSelectsAPlatformIsJudgedByIt() {
    verifiedForOneOfTwoPlatforms();
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");

    pod.getSpec().setNodeSelector(Map.of("kubernetes.io/arch", "amd64"));
    assertThat(decide(pod)).isAllowed();
    pod.getSpec().setNodeSelector(Map.of("kubernetes.io/arch", "arm64"));
    assertThat(decide(pod)).isDenied("for linux/arm64: ");
    pod.getSpec().setNodeSelector(Map.of("kubernetes.io/arch", "s390x"));
    assertThat(decide(pod)).isDenied("for linux/arm64: ");
    pod.getSpec().setNodeSelector(Map.of("kubernetes.io/os", "linux"));
    assertThat(decide(pod)).isDenied("for linux/arm64: ");
  }

  private static final String CONTENT = "sha256:" + "c".repeat(64);
  private static final String KEY = "ab".repeat(32);

  /** As the operator writes it: what was measured and who signed it is said of each platform. */
  private void verifiedForBothPlatforms() {
    var status = signature.getStatus();
    List<JudgedSignature> signatures = status.signatures;
    signatures.getFirst().signer.keyFingerprint = KEY;
    status.image.platform = null;
    status.signatures = null;
    status.manifest = null;
    var amd64 = onPlatform("linux/amd64", VerdictState.Verified, signatures);
    var arm64 = onPlatform("linux/arm64", VerdictState.Verified, signatures);
    arm64.manifest = new ManifestStatus();
    arm64.manifest.digest = CONTENT;
    status.nodes = List.of(amd64, arm64);
  }

  private void deny(@Nullable String digest, @Nullable String key) {
    var entry = new DeniedEntry();
    entry.digest = digest;
    entry.key = key;
    entry.reason = "leaked";
    cluster.policy().getSpec().deny = List.of(entry);
  }

  private static Stream<Arguments> denials() {
    return Stream.of(Arguments.of(CONTENT, null), Arguments.of(null, KEY));
  }

  @ParameterizedTest
  @MethodSource("denials")
  void policyThatLooksAtNoImagesRefusesWhatItDeniesOnSomePlatform(
      @Nullable String digest, @Nullable String key) {
    verifiedForBothPlatforms();
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.image = Unverifiable.Allow;
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");
    assertThat(decide(pod)).isAllowed();

    deny(digest, key);

    assertThat(decide(pod)).isDenied("spec.deny");
    assertThat(decide(mounting(REPOSITORY + ":v1", ""))).isDenied("spec.deny");
  }

  @ParameterizedTest
  @MethodSource("denials")
  void exemptPodMountsNoImageThatIsDeniedOnSomePlatform(
      @Nullable String digest, @Nullable String key) {
    verifiedForBothPlatforms();
    cluster.policy().getSpec().exemptions = List.of(ExemptionTest.ofNames("p"));
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, "");
    deny(digest, key);

    assertThat(decide(pod)).isDenied("the policy denies it");
  }

  @ParameterizedTest
  @MethodSource("denials")
  void policyThatLooksAtNoModelcarsRefusesWhatItDeniesOnSomePlatform(
      @Nullable String digest, @Nullable String key) {
    verifiedForBothPlatforms();
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.modelcar = ModelcarRule.Allow;
    Pod pod =
        Pods.pod(
            """
            shareProcessNamespace: true
            containers:
            - {name: modelcar, image: "%s@%s"}
            - {name: server, image: vllm}
            """
                .formatted(REPOSITORY, DIGEST));
    assertThat(decide(pod)).isAllowed();

    deny(digest, key);

    assertThat(decide(pod)).isDenied("container modelcar", "spec.deny");
  }

  @Test
  void imageThatIsVerifiedForEachPlatformIsAdmitted() {
    verifiedForOneOfTwoPlatforms();
    var entries = signature.getStatus().nodes;
    signature.getStatus().verdict = VerdictState.Verified;
    signature.getStatus().nodes =
        List.of(
            entries.getFirst(),
            onPlatform("linux/arm64", VerdictState.Verified, entries.getFirst().signatures));

    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models"))).isAllowed();
    assertThat(decide(mounting(REPOSITORY + ":v1", ", subPath: models")))
        .isDenied("pin the image: " + REPOSITORY + "@" + DIGEST);
  }
}
