// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.testing.story.SwitchedGuard;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.HoldingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the verdicts of several nodes, from what is stored of each. */
class NodeAssessmentsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final HoldingNode A = new HoldingNode("node-a", "a-uid");
  private static final HoldingNode B = new HoldingNode("node-b", "b-uid");

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final ModelSignature resource = Signatures.resource();
  private final Signer signer = Signer.fresh();
  private final Turns turns = new Turns();
  private StoredObjects objects;
  private EvidenceStore store;
  private NodeAssessments nodes;

  @BeforeEach
  void wire() throws Exception {
    objects = new StoredObjects();
    store = new EvidenceStore(objects.client, "system");
    var guard = new SwitchedGuard();
    var pause = Duration.ofSeconds(1);
    var runner = Signatures.runnerWithoutJobs(objects.client, guard, pause, clock);
    var evaluation = new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock);
    var judge = new EvidenceJudge(store, evaluation, turns, pause, clock);
    var assessor =
        new SignatureAssessor(
            new SignatureMeasurement(runner, evaluation, judge, turns),
            judge,
            new GuardWatch(guard, pause, clock),
            Absence.NONE,
            pause,
            clock);
    nodes = new NodeAssessments(assessor, new ClaimWriters(clock, Set.of()), clock);
    resource.setStatus(new ModelSignatureStatus());
  }

  @AfterEach
  void close() {
    objects.close();
  }

  /** What a node left when it was measured with these files; its evidence is stored. */
  private NodeVerdictStatus measured(HoldingNode node, boolean asSigned) {
    var model = new SignedModel(folder.resolve(node.name()));
    byte[] bundle = model.signedBy(signer);
    if (!asSigned) {
      model.tamper();
    }
    MeasurementStatus run = Signatures.run();
    run.nodeUid = node.uid();
    run.nodeName = node.name();
    run.jobName = "oms-verify-" + node.name();
    run.jobUid = node.name() + "-job";
    run.completedAt = NOW.toString();
    store.save(
        new EvidenceStore.Owner(
            "owner-uid", "team-a/minilm", run.jobUid, true, Optional.of(node.uid())),
        new Measured(
            FingerprintLookTest.report(""), Optional.of(bundle), Optional.of(model.measured())));
    var entry = new NodeVerdictStatus();
    entry.name = node.name();
    entry.uid = node.uid();
    entry.measurement = run;
    return entry;
  }

  private NodeAssessments.Outcome assess(HoldingNode... present) throws Exception {
    return nodes.assess(
        facts(),
        new VolumeFinding.Several.Nodes(
            new NodeDirectories(Signatures.IDENTITY, List.of(present)),
            node -> new Reach(Set.of(), List.of(), List.of())));
  }

  private SignatureFacts facts() throws Exception {
    return facts(new BundleFinding.OnVolume("model.sig"));
  }

  private SignatureFacts facts(BundleFinding bundle) throws Exception {
    var trusting =
        new CompiledPolicy.Usable(
            Signatures.policy().policy(),
            List.of(KeyAuthority.ofPem("release", signer.publicKey())));
    return new SignatureFacts(
        resource,
        new VolumeFinding.Nothing(Reason.VolumeOnSeveralNodes, "several"),
        bundle,
        List.of(trusting),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private void stored(NodeVerdictStatus... entries) {
    resource.getStatus().nodes = List.of(entries);
  }

  private static List<VerdictState> verdicts(NodeAssessments.Outcome outcome) {
    return outcome.status().nodes.stream().map(node -> node.verdict).toList();
  }

  @Test
  void wholeIsVerifiedWhenEveryNodeIs() throws Exception {
    stored(measured(A, true), measured(B, true));
    var status = assess(A, B).status();
    assertThat(status.verdict).isEqualTo(VerdictState.Verified);
    assertThat(status.message).contains("2 nodes", "node-a", "node-b");
    assertThat(status.signatures).isNull();
    assertThat(status.volume.identity).isEqualTo(Signatures.IDENTITY.value());
    assertThat(status.volume.nodeName).isNull();
  }

  @Test
  void rejectedNodeMakesTheWholeRejectedAndIsNamed() throws Exception {
    stored(measured(A, true), measured(B, false));
    var outcome = assess(A, B);
    assertThat(verdicts(outcome)).containsExactly(VerdictState.Verified, VerdictState.Rejected);
    assertThat(outcome.status().verdict).isEqualTo(VerdictState.Rejected);
    assertThat(outcome.status().reason).isEqualTo("ContentMismatch");
    assertThat(outcome.status().message).startsWith("Node node-b (1 of 2 nodes Verified): ");
  }

  @Test
  void nodeWithoutAMeasurementBeginsOneAndTheOtherKeepsItsVerdict() throws Exception {
    stored(measured(A, true));
    var outcome = assess(A, B);
    assertThat(verdicts(outcome)).containsExactly(VerdictState.Verified, VerdictState.Unknown);
    assertThat(outcome.status().verdict).isEqualTo(VerdictState.Unknown);
    assertThat(outcome.status().message).contains("node-b");
    assertThat(outcome.status().nodes.getLast().measurement.nodeName).isEqualTo("node-b");
    assertThat(outcome.requeueAfter()).isPresent();
  }

  @Test
  void nodeReplacedByOneOfItsNameIsNotBelieved() throws Exception {
    stored(measured(A, true), measured(B, true));
    var outcome = assess(A, new HoldingNode("node-b", "another-uid"));
    assertThat(verdicts(outcome)).containsExactly(VerdictState.Verified, VerdictState.Unknown);
  }

  @Test
  void evidenceOfANodeThatLeftIsForgotten() throws Exception {
    stored(measured(A, true), measured(B, true));
    assertThat(objects.has("oms-evidence-owner-uid-b-uid")).isTrue();
    assess(A, new HoldingNode("node-c", "c-uid"));
    assertThat(objects.has("oms-evidence-owner-uid-b-uid")).isFalse();
    assertThat(objects.has("oms-evidence-owner-uid-a-uid")).isTrue();
  }

  @Test
  void evidenceOfAnotherNodeIsNotTaken() throws Exception {
    NodeVerdictStatus other = measured(B, true);
    other.measurement.jobUid = "node-a-job";
    stored(measured(A, true), other);
    assertThat(verdicts(assess(A, B))).containsExactly(VerdictState.Verified, VerdictState.Unknown);
  }

  @Test
  void nodeThatWaitsForItsTurnKeepsAVerdictOnWhatIsThereNow() throws Exception {
    stored(measured(A, true), measured(B, true));
    ModelSignatureStatus before = assess(A, B).status();
    before.nodes.getLast().manifest.files = 5_000L;
    resource.setStatus(before);
    try (Turns.Turn _ = turns.take("team-a");
        Turns.Turn _ = turns.take("team-a")) {
      assertThat(assess(A, B).status().verdict).isEqualTo(VerdictState.Verified);
      before.observedGeneration = 2L;
      assertThat(verdicts(assess(A, B)))
          .containsExactly(VerdictState.Verified, VerdictState.Unknown);
    }
  }

  @Test
  void nodeThatCannotBeCheckedKeepsNoOtherFromItsVerdict() throws Exception {
    stored(measured(A, true), measured(B, true));
    objects.refuse("oms-evidence-owner-uid-b-uid");

    var outcome = assess(A, B);

    assertThat(verdicts(outcome)).containsExactly(VerdictState.Verified, VerdictState.Unknown);
    assertThat(outcome.status().nodes.getLast().reason).isEqualTo("CheckFailed");
    assertThat(outcome.requeueAfter()).isPresent();
  }

  @Test
  void bundleThatCannotBeReadLeavesAStatusForEachNode() throws Exception {
    stored(measured(A, true), measured(B, true));

    var outcome = assessUnread(new IOException("the resource was changed"));

    assertThat(verdicts(outcome)).containsExactly(VerdictState.Unknown, VerdictState.Unknown);
    assertThat(outcome.requeueAfter()).isPresent();
  }

  private NodeAssessments.Outcome assessUnread(IOException why) throws Exception {
    var unread =
        new BundleFinding.InApi(
            "sha256:1",
            () -> {
              throw new UncheckedIOException(why);
            });
    return nodes.assess(
        facts(unread),
        new VolumeFinding.Several.Nodes(
            new NodeDirectories(Signatures.IDENTITY, List.of(A, B)),
            node -> new Reach(Set.of(), List.of(), List.of())));
  }

  @Test
  void nodeWhoseBundleIsReadLaterKeepsItsVerdict() throws Exception {
    stored(measured(A, true), measured(B, true));
    resource.setStatus(assess(A, B).status());
    resource.getStatus().nodes.forEach(node -> node.measurement.bundleDigest = "sha256:1");

    var outcome = assessUnread(new LaterException("the registry does not answer"));

    assertThat(verdicts(outcome)).containsExactly(VerdictState.Verified, VerdictState.Verified);
    assertThat(outcome.requeueAfter()).isPresent();
  }

  @Test
  void nothingCountsAfterAFailureAndWhatWasMeasuredStays() throws Exception {
    stored(measured(A, true), measured(B, true));
    resource.setStatus(assess(A, B).status());
    resource.setStatus(SignatureStatus.notChecked(resource, NOW));
    assertThat(Stream.ofNullable(resource.getStatus().nodes).flatMap(List::stream))
        .hasSize(2)
        .allMatch(node -> node.verdict == VerdictState.Unknown && node.signatures == null);
    assertThat(assess(A, B).status().verdict).isEqualTo(VerdictState.Verified);
  }
}
