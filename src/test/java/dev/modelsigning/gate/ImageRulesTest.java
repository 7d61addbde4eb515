// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image volumes are admitted. */
class ImageRulesTest {
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String OTHER_DIGEST = "sha256:" + "2".repeat(64);
  private static final String REPOSITORY = "registry.example:5000/models/minilm";

  private final FakeCluster cluster = new FakeCluster();
  private final ModelSignature signature =
      FakeCluster.verifiedImage("in-image", REPOSITORY + "@" + DIGEST, "/models");

  @BeforeEach
  void aVerifiedImage() {
    cluster.signatures.add(signature);
  }

  private AdmissionDecision decide(Pod pod) {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(pod));
  }

  private static Pod mounting(String reference, String mount) {
    return Pods.pod(
        """
        containers:
        - name: server
          image: vllm
          volumeMounts: [{name: m, mountPath: /mnt/models%s}]
        volumes: [{name: m, image: {reference: "%s", pullPolicy: IfNotPresent}}]
        """
            .formatted(mount, reference));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", subPath: models",
        ", subPath: models/v1",
        ", subPath: /models/, readOnly: true"
      })
  void mountAtOrBelowTheVerifiedDirectoryIsAdmitted(String mount) {
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, mount))).isAllowed();
  }

  @Test
  void repositoryAndTagOfADigestDoNotMatter() {
    assertThat(decide(mounting("mirror.example/any:v2@" + DIGEST, ", subPath: models")))
        .isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {", subPath: other", ", subPath: models/../other", ", subPath: model"})
  void mountOfWhatWasNotVerifiedIsRefused(String mount) {
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, mount)))
        .isDenied("ModelSignature in-image covers only the directory models");
  }

  @Test
  void directoryThatOnlyTheStartOfTheContainerDecidesIsRefused() {
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPathExpr: $(DIR)")))
        .isDenied("mounted with subPathExpr in container server");
  }

  @Test
  void otherDigestOfTheRepositoryIsRefused() {
    assertThat(decide(mounting(REPOSITORY + "@" + OTHER_DIGEST, ", subPath: models")))
        .isDenied("no ModelSignature names it", "unverifiable.image: Allow");
  }

  @Test
  void tagIsRefusedWithTheDigestThatIsVerified() {
    cluster.signatures.add(
        rejected(FakeCluster.verifiedImage("old", REPOSITORY + "@" + OTHER_DIGEST, "/")));

    var decision = decide(mounting(REPOSITORY + ":v1", ", subPath: models"));

    assertThat(decision)
        .isDenied("pin the image: " + REPOSITORY + "@" + DIGEST + " (ModelSignature in-image)");
    Assertions.assertThat(decision.toString()).doesNotContain(OTHER_DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example:5000/models/other:v1",
        "registry.example:5000/models/minilm@sha512:1111",
        "registry.example:5000/models/minilm@sha256:1111",
        ""
      })
  void imageWithoutAUsableDigestIsRefused(String reference) {
    assertThat(decide(mounting(reference, ", subPath: models")))
        .isDenied("image volume without a digest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":v1", "@sha256:"})
  void policyMayAcceptImagesAsAWhole(String rest) {
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.image = Unverifiable.Allow;

    assertThat(decide(mounting(REPOSITORY + rest, ""))).isAllowed();
  }

  @Test
  void rejectedAndUnknownOnesDoNotCount() {
    rejected(signature);
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("ModelSignature in-image is Rejected");

    signature.getStatus().verdict = VerdictState.Unknown;
    signature.getStatus().reason = "SeveralArchitectures";
    signature.getStatus().image = null;
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("ModelSignature in-image is Unknown (SeveralArchitectures)");
  }

  @Test
  void statusAboutAnotherDigestOrDirectoryIsRefused() {
    Objects.requireNonNull(signature.getStatus().image).digest = OTHER_DIGEST;
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("was verified for a different image than its spec names");

    Objects.requireNonNull(signature.getStatus().image).digest = DIGEST;
    Objects.requireNonNull(signature.getStatus().image).path = "/";
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models"))).isDenied();
  }

  @Test
  void verdictOfAnotherNamespaceCountsAndNobodyIsToldOfIt() {
    signature.getMetadata().setNamespace("team-b");
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models"))).isAllowed();

    Assertions.assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: o")).toString())
        .contains("no ModelSignature names it")
        .doesNotContain("in-image");

    Objects.requireNonNull(signature.getStatus().signatures.getFirst().acceptedBy.getFirst())
            .digest =
        "sha256:" + "d2".repeat(32);
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models"))).isDenied();
  }

  @Test
  void tagIsNotExplainedByAnotherNamespace() {
    signature.getMetadata().setNamespace("team-b");

    Assertions.assertThat(decide(mounting(REPOSITORY + ":v1", "")).toString())
        .doesNotContain(DIGEST);
  }

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

  @Test
  void nothingIsMountedInPlaceOfAVerifiedImage() {
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");
    pod.getSpec()
        .getVolumes()
        .add(new VolumeBuilder().withName("e").withNewEmptyDir().endEmptyDir().build());
    pod.getSpec()
        .getContainers()
        .getFirst()
        .getVolumeMounts()
        .add(new VolumeMountBuilder().withName("e").withMountPath("/mnt/models/weights").build());

    assertThat(decide(pod)).isDenied("at or below the mount of a model");
  }

  @Test
  void imageThatNoContainerMountsYetHasToBeCoveredAsAWhole() {
    Objects.requireNonNull(signature.getStatus().manifest).siblings = List.of("other");
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, ", subPath: models");
    pod.getSpec().getContainers().getFirst().setVolumeMounts(List.of());
    assertThat(decide(pod)).isDenied("the whole volume is mounted");

    cluster.signatures.add(FakeCluster.verifiedImage("whole", REPOSITORY + "@" + DIGEST, "/"));
    assertThat(decide(pod)).isAllowed();
  }

  private static ModelSignature rejected(ModelSignature signature) {
    signature.getStatus().verdict = VerdictState.Rejected;
    signature.getStatus().policies.getFirst().verdict = VerdictState.Rejected;
    signature.getStatus().signatures.getFirst().contentMatches = false;
    return signature;
  }

  /** The runtime follows the subPath of an image, and containerd before 2.2 does not. */
  @Test
  void directoryOfAnImageWithOtherFilesBesideItIsRefused() {
    Objects.requireNonNull(signature.getStatus().manifest).siblings = List.of("config.json");
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("a runtime may ignore the subPath and mount the whole image");
  }

  @Test
  void manySignaturesOfOneNamespaceKeepNoOtherOneOut() {
    signature.getMetadata().setNamespace("zz-shared");
    for (int i = 0; i < 1_100; i++) {
      ModelSignature useless =
          FakeCluster.verifiedImage("useless-" + i, REPOSITORY + "@" + DIGEST, "/other");
      useless.getMetadata().setNamespace("aa-greedy");
      cluster.signatures.addFirst(useless);
    }
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models"))).isAllowed();
  }

  @Test
  void exemptPodMountsNoImageByATagWhoseRepositoryHoldsADeniedOne() {
    exempt();
    deny(DIGEST);
    assertThat(decide(mounting(REPOSITORY + ":latest", ""))).isDenied("pin the image");
  }

  private void deny(String digest) {
    var entry = new DeniedEntry();
    entry.digest = digest;
    entry.reason = "leaked";
    cluster.policy().getSpec().deny = List.of(entry);
  }

  private void exempt() {
    cluster.policy().getSpec().exemptions = List.of(ExemptionTest.ofNames("p"));
  }

  @Test
  void deniedDigestIsRefusedWhoeverSigned() {
    deny(DIGEST);
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPath: models")))
        .isDenied("is denied: content " + DIGEST + ": leaked");
  }

  @Test
  void exemptPodMountsAnImageThatNobodySigned() {
    exempt();
    assertThat(decide(mounting(REPOSITORY + "@" + OTHER_DIGEST, ""))).isAllowed();
  }

  @Test
  void exemptPodMountsNoDeniedImageAndNoneByAnExpandedPath() {
    exempt();
    deny(OTHER_DIGEST);
    assertThat(decide(mounting(REPOSITORY + "@" + OTHER_DIGEST, "")))
        .isDenied("no ModelSignature names it", "the policy denies it");
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ", subPathExpr: $(DIR)")))
        .isDenied("mounted with subPathExpr");
  }

  @Test
  void policyThatLooksAtNoImagesRefusesADeniedOne() {
    var rules = new UnverifiableRules();
    rules.image = Unverifiable.Allow;
    cluster.policy().getSpec().unverifiable = rules;
    deny(OTHER_DIGEST);
    assertThat(decide(mounting(REPOSITORY + "@" + OTHER_DIGEST, ""))).isDenied("spec.deny");
    assertThat(decide(mounting(REPOSITORY + "@" + DIGEST, ""))).isAllowed();
  }
}
