// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static dev.modelsigning.testing.story.TeamNodes.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One volume that is a directory of several nodes: each of them has a verdict. */
class NodesIT extends OperatorScenario {
  @AfterEach
  void removeNodes() {
    nodes.leave();
  }

  private static List<String> names(ModelSignatureStatus status) {
    return status.nodes.stream().map(node -> node.name).toList();
  }

  private void givenTwoNodes() {
    nodes.join("node-a");
    nodes.join("node-b");
    given.aModelUnderAPolicy();
  }

  private ModelSignatureStatus givenTwoVerifiedNodes() {
    givenTwoNodes();
    nodes.modelIsMeasuredOn("node-a");
    nodes.modelIsMeasuredOn("node-b");
    return then.theModelSignature().becomesVerified().status();
  }

  @Test
  void nodesWithTheSignedFilesAreVerifiedEachByItsOwnJob() {
    givenTwoNodes();
    nodes.modelIsMeasuredOn("node-a");
    ModelSignatureStatus half = nodes.awaits("node-a", VerdictState.Verified);
    assertThat(half.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(half.message).contains("node-b");

    nodes.modelIsMeasuredOn("node-b");
    ModelSignatureStatus status = then.theModelSignature().becomesVerified().status();
    assertThat(names(status)).containsExactly("node-a", "node-b");
    assertThat(status.message).contains("node-a", "node-b");
    assertThat(status.measurement).isNull();
    assertThat(status.volume.nodeName).isNull();
    assertThat(entry(status, "node-a").manifest.digest)
        .isEqualTo(entry(status, "node-b").manifest.digest);
    assertThat(entry(status, "node-b").measuredAt).isNotNull();
    assertThat(then.storedEvidence()).hasSize(2);
    then.theModelSignatureIsAtRest();
  }

  @Test
  void nodeWithOtherFilesIsRejectedAndNamed() {
    givenTwoNodes();
    nodes.modelIsMeasuredOn("node-a");
    Job other = nodes.measurementRunsOn("node-b");
    model.tamper();
    when.thePodOf(other).measures(model);

    ModelSignatureStatus status =
        then.theModelSignature()
            .becomes("ContentMismatch")
            .isRejected()
            .says("node-b", "1 of 2 nodes")
            .status();
    assertThat(entry(status, "node-a").verdict).isEqualTo(VerdictState.Verified);
    assertThat(entry(status, "node-b").verdict).isEqualTo(VerdictState.Rejected);
    assertThat(status.policies)
        .singleElement()
        .satisfies(p -> assertThat(p.message).contains("node-b"));
  }

  @Test
  void nodesWithDifferentContentAreVerifiedWhenEachIsValidlySigned() {
    givenTwoNodes();
    nodes.modelIsMeasuredOn("node-a");
    Job other = nodes.measurementRunsOn("node-b");
    model.tamper();
    model.put(model.signedBy(signer));
    when.thePodOf(other).measures(model);

    ModelSignatureStatus status = then.theModelSignature().becomesVerified().status();
    assertThat(entry(status, "node-a").manifest.digest)
        .isNotEqualTo(entry(status, "node-b").manifest.digest);
  }

  @Test
  void nodeThatJoinsIsUnknownUntilItIsMeasuredAndTheOthersStay() {
    ModelSignatureStatus before = givenTwoVerifiedNodes();

    nodes.join("node-c");
    ModelSignatureStatus grown = nodes.awaits("node-c", VerdictState.Unknown);
    assertThat(grown.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(grown.message).contains("node-c", "2 of 3 nodes");
    assertThat(entry(grown, "node-a").measurement.jobUid)
        .isEqualTo(entry(before, "node-a").measurement.jobUid);

    nodes.modelIsMeasuredOn("node-c");
    assertThat(names(then.theModelSignature().becomesVerified().status())).hasSize(3);

    nodes.leave("node-b");
    ModelSignatureStatus left = nodes.awaits(2);
    assertThat(left.verdict).isEqualTo(VerdictState.Verified);
    assertThat(names(left)).containsExactly("node-a", "node-c");
    assertThat(then.storedEvidence()).hasSize(2);
  }

  @Test
  void nodeThatWasVerifiedAloneStaysSoWhenAnotherOneJoinsAndLeaves() {
    nodes.join("node-a");
    Job alone = given.aVerifiedModel();

    nodes.join("node-b");
    ModelSignatureStatus two = nodes.awaits("node-b", VerdictState.Unknown);
    assertThat(entry(two, "node-a").verdict).isEqualTo(VerdictState.Verified);
    assertThat(entry(two, "node-a").measurement.jobUid).isEqualTo(alone.getMetadata().getUid());

    nodes.leave("node-b");
    ModelSignatureStatus one =
        then.theModelSignature().becomesVerified().wasMeasuredBy(alone).status();
    assertThat(one.nodes).isNull();
    assertThat(one.volume.nodeName).isEqualTo("node-a");
  }

  @Test
  void changedPolicyJudgesAllNodesAndHashesNothing() {
    ModelSignatureStatus before = givenTwoVerifiedNodes();
    then.theModelSignatureIsAtRest();

    when.thePolicyTrusts(Signer.fresh().publicKey());
    ModelSignatureStatus refused = nodes.awaits("node-b", VerdictState.Rejected);
    assertThat(entry(refused, "node-a").verdict).isEqualTo(VerdictState.Rejected);
    then.noJobExists();

    when.thePolicyTrusts(signer.publicKey());
    ModelSignatureStatus again = then.theModelSignature().becomesVerified().status();
    then.noJobExists();
    for (String name : List.of("node-a", "node-b")) {
      assertThat(entry(again, name).measurement.jobUid)
          .isEqualTo(entry(before, name).measurement.jobUid);
    }
  }

  @Test
  void moreNodesThanCanBeMeasuredAreUnknown() {
    for (int i = 1; i <= 9; i++) {
      nodes.join("node-" + i);
    }
    given.aModelUnderAPolicy();
    then.theModelSignature()
        .becomes("VolumeOnSeveralNodes")
        .isUnknown()
        .says("9 nodes", "node-1", "up to 8");
    then.noJobExists();
  }
}
