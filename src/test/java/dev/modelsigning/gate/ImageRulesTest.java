// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image volumes are admitted. */
class ImageRulesTest extends ImageScenario {
  private static final String OTHER_DIGEST = "sha256:" + "2".repeat(64);

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

  @Test
  void nameThatAShellWouldReadIsNotPutIntoALineToPaste() {
    assertThat(decide(mounting("r/$(id)'x@" + OTHER_DIGEST, ", subPath: models")))
        .isDenied("create a ModelSignature whose source.image is this image")
        .doesNotSay("echo");
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
        .isDenied(
            "no ModelSignature names it",
            ". To create it: echo '{\"apiVersion\":\"modelsigning.dev/v1alpha1\",\"kind\":\"ModelSignature\",",
            "{\"source\":{\"image\":{\"reference\":\""
                + REPOSITORY
                + "@"
                + OTHER_DIGEST
                + "\"}}}}'",
            "unverifiable.image: Allow");
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

  @ParameterizedTest
  @ValueSource(strings = {"team-a", "team-b"})
  void nameThatMayBeLookedUpInWhatNobodySignedOfAnImageIsRefused(String signedIn) {
    signature.getMetadata().setNamespace(signedIn);
    signature.getSpec().source.image.path = "/";
    signature.getStatus().image.path = "/";
    var cache = new IgnoredPathStatus();
    cache.path = ".cache/huggingface";
    cache.kind = IgnoredKind.Folder;
    signature.getStatus().manifest.ignored = List.of(cache);
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of(cache.path);
    Pod pod = mounting(REPOSITORY + "@" + DIGEST, "");
    var server = pod.getSpec().getContainers().getFirst();
    server.getVolumeMounts().getFirst().setMountPath("/root");
    server.setEnv(List.of(new EnvVar("HF_HUB_OFFLINE", "1", null)));

    server.setArgs(List.of("--model", "/root"));
    assertThat(decide(pod)).isAllowed();
    server.setArgs(List.of("--model", "evil/m"));
    assertThat(decide(pod)).isDenied("may lead into the directory .cache/huggingface");
  }
}
