// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a policy denies is refused with the next pod, though its status still says Verified. */
class DenialTest {
  private static final String CONTENT = "sha256:" + "ab".repeat(32);
  private static final String KEY = "cd".repeat(32);

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void facts() {
    var status = cluster.signature().getStatus();
    status.manifest = new ManifestStatus();
    status.manifest.digest = CONTENT;
    status.signatures.getFirst().signer.keyFingerprint = KEY;
  }

  private AdmissionDecision decide() {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(Pods.server()));
  }

  private void deny(@Nullable String digest, @Nullable String key) {
    var entry = new DeniedEntry();
    entry.digest = digest;
    entry.key = key;
    entry.reason = "see incident 42";
    cluster.policy().getSpec().deny = List.of(entry);
    // The operator has not seen the edit.
    cluster.policy().getMetadata().setGeneration(99L);
  }

  @Test
  void refusesDeniedContentBeforeTheOperatorHasSeenTheEntry() {
    assertThat(decide()).isAllowed();

    deny(CONTENT, null);

    assertThat(decide()).isDenied("minilm is denied", CONTENT, "see incident 42");
  }

  @Test
  void refusesWhatADeniedKeySigned() {
    deny(null, KEY);

    assertThat(decide()).isDenied("minilm is denied", KEY, "see incident 42");
  }

  @Test
  void admitsWhatNoEntryIsAbout() {
    deny("sha256:" + "00".repeat(32), null);
    assertThat(decide()).isAllowed();

    deny(null, "00".repeat(32));
    assertThat(decide()).isAllowed();
  }

  @Test
  void refusesAfterTheEntryIsGoneUntilTheModelWasJudgedAgain() {
    var verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = Reason.Denied.text();
    verdict.message = "poisoned";

    assertThat(decide()).isDenied("was denied, and is not judged again yet: poisoned");

    verdict.verdict = VerdictState.Verified;
    verdict.reason = Reason.SignatureVerified.text();
    assertThat(decide()).isAllowed();
  }

  @Test
  void denialOfOnePolicyIsNotThatOfAnother() {
    cluster.policies.add(FakeCluster.policy("second", "second-uid"));
    deny(CONTENT, null);

    assertThat(decide()).isDenied("policy production requires");
    assertThat(((AdmissionDecision.Denied) decide()).message()).doesNotContain("policy second");
  }

  @Test
  void exemptPodMountsNoImageWhoseContentIsDeniedInAnotherNamespace() {
    String digest = "sha256:" + "1".repeat(64);
    ModelSignature image = FakeCluster.verifiedImage("in-image", "r/m@" + digest, "/");
    image.getMetadata().setNamespace("team-b");
    image.getStatus().manifest = new ManifestStatus();
    image.getStatus().manifest.digest = CONTENT;
    image.getStatus().verdict = VerdictState.Rejected;
    image.getStatus().policies.getFirst().verdict = VerdictState.Rejected;
    image.getStatus().policies.getFirst().reason = Reason.Denied.text();
    image.getStatus().signatures.getFirst().contentMatches = false;
    cluster.signatures.add(image);
    cluster.policy().getSpec().exemptions = List.of(ExemptionTest.ofNames("p"));
    Pod pod =
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              volumeMounts: [{name: m, mountPath: /mnt/models}]
            volumes: [{name: m, image: {reference: "r/m@%s"}}]
            """
                .formatted(digest));
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    PodDecision decision = new PodDecision(cluster, clock, Set.of());
    cluster.policy().getSpec().deny = List.of();
    image.getStatus().policies.getFirst().reason = Reason.ContentMismatch.text();
    assertThat(decision.decide(Pods.create(pod))).isAllowed();

    image.getStatus().policies.getFirst().reason = Reason.Denied.text();
    deny(CONTENT, null);

    assertThat(decision.decide(Pods.create(pod)))
        .isDenied("no ModelSignature names it", "the policy denies it");
  }
}
