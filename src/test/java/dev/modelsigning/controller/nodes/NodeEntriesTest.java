// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import dev.modelsigning.volume.HoldingNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeEntriesTest {
  private static final HoldingNode A = new HoldingNode("node-a", "a-uid");
  private static final HoldingNode B = new HoldingNode("node-b", "b-uid");

  private final ModelSignatureStatus status = new ModelSignatureStatus();
  private final ModelSignature resource = new ModelSignature();

  NodeEntriesTest() {
    resource.setStatus(status);
    status.measurement = new MeasurementStatus();
    status.measurement.nodeUid = "a-uid";
    status.measurement.completedAt = "2026-11-21T10:00:00Z";
  }

  @Test
  void whatWasMeasuredOnTheOnlyNodeIsKnownOfThatNodeAlone() {
    assertThat(NodeEntries.seenOn(resource, A).getStatus()).isSameAs(status);
    assertThat(NodeEntries.seenOn(resource, B).getStatus()).isNull();
    assertThat(NodeEntries.seenOn(resource, new HoldingNode("node-a", "b")).getStatus()).isNull();
  }

  @Test
  void whatWasMeasuredOnSeveralIsKnownOfTheOneThatIsLeft() {
    status.nodes =
        List.of(NodeEntries.of(A, status), NodeEntries.of(B, new ModelSignatureStatus()));
    status.measurement = null;
    assertThat(NodeEntries.alone(resource, A).getStatus().measurement.nodeUid).isEqualTo("a-uid");
    assertThat(NodeEntries.alone(resource, B).getStatus().measurement).isNull();
    assertThat(NodeEntries.measuredOn(status)).containsExactlyInAnyOrder("a-uid", "b-uid");
  }

  @Test
  void resourceThatNeverHadSeveralNodesIsLeftAsItIs() {
    assertThat(NodeEntries.alone(resource, B)).isSameAs(resource);
  }

  @Test
  void entrySaysWhenItsVerdictWasMeasured() {
    assertThat(NodeEntries.of(A, status).measuredAt).isEqualTo("2026-11-21T10:00:00Z");
    status.measurement.kind = MeasurementKind.Fingerprint;
    assertThat(NodeEntries.of(A, status).measuredAt).isNull();
  }

  @Test
  void entryIsBounded() {
    status.message = "m".repeat(2048);
    var policy = new PolicyVerdict();
    policy.message = status.message;
    status.policies = List.of(policy);
    var signature = new JudgedSignature();
    signature.acceptedBy = Collections.nCopies(1000, new AcceptedBy());
    signature.annotations = List.of(new SignedAnnotation());
    status.signatures = List.of(signature);

    var entry = NodeEntries.of(A, status);

    assertThat(entry.message).hasSizeLessThanOrEqualTo(1024);
    assertThat(entry.policies.getFirst().message).hasSizeLessThanOrEqualTo(512);
    assertThat(entry.signatures.getFirst().acceptedBy).hasSize(125);
    assertThat(entry.signatures.getFirst().annotations).isEqualTo(signature.annotations);
    assertThat(signature.acceptedBy).hasSize(1000);
  }
}
