// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.gate.WaysAroundAGate.GATED_DOWNLOAD;
import static dev.modelsigning.gate.WaysAroundAGate.GATE_ARGS;
import static dev.modelsigning.gate.WaysAroundAGate.PLAIN;
import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and variables that clouds and webhooks add to a gate, and what only looks like them. */
final class GateIdentityTest extends DownloadGateScenario {
  @ParameterizedTest
  @EnumSource
  void admitsWhatACloudAddsToEveryContainer(CloudIdentity added) {
    assertThat(decide(added.to(PLAIN, GATE_ARGS))).isAllowed();
  }

  @Test
  void refusesTheVariablesOfACloudFromElsewhere() {
    assertThat(
            decide(
                changed(
                    PLAIN,
                    GATE_ARGS,
                    GATE_ARGS
                        + "\n  env: [{name: AWS_REGION, valueFrom: {configMapKeyRef:"
                        + " {name: x, key: y}}}]")))
        .isDenied("it sets the variables AWS_REGION");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{sources: []}",
        "{sources: [{configMap: {name: x}}]}",
        "{sources: [{serviceAccountToken: {path: token}}, {secret: {name: x}}]}",
        "{sources: [{serviceAccountToken: {path: token}, configMap: {name: x}}]}",
        "{sources: [{serviceAccountToken: {path: token}, ofALaterVersion: {name: x}}]}"
      })
  void refusesOtherFilesWhereACloudHasItsTokens(String projected) {
    String added = CloudIdentity.IAM_ROLE.to(PLAIN, GATE_ARGS);

    assertThat(decide(changed(added, CloudIdentity.TOKEN, projected)))
        .isDenied("is not read-only configuration");
  }

  @Test
  void refusesTheTokensOfACloudElsewhereOrWritable() {
    String added = CloudIdentity.IAM_ROLE.to(PLAIN, GATE_ARGS);

    assertThat(decide(changed(added, "mountPath: /var/run/secrets/eks", "mountPath: /opt/oms")))
        .isDenied("is not read-only configuration");
    assertThat(
            decide(
                changed(
                    added,
                    "eks.amazonaws.com/serviceaccount, readOnly: true}",
                    "eks.amazonaws.com/serviceaccount}")))
        .isDenied("is not read-only configuration");
  }

  @Test
  void aRefusalOfWhatAWebhookMayHaveAddedNamesTheWayOut() {
    assertThat(
            decide(
                changed(PLAIN, GATE_ARGS, GATE_ARGS + "\n  env: [{name: HTTP_PROXY, value: x}]")))
        .isDenied("it sets the variables HTTP_PROXY")
        .isDenied("what a webhook of the cluster adds")
        .isDenied("eks.amazonaws.com/skip-containers");
  }

  @Test
  void aCommandGetsTheVariablesOfACloudThatThePolicyLists() {
    String pod =
        changed(
            GATED_DOWNLOAD,
            "{name: HF_TOKEN, value: secret}",
            "{name: HF_TOKEN, value: secret}, {name: AWS_ROLE_ARN, value: arn}");
    assertThat(decide(pod))
        .isDenied("it sets the variables AWS_ROLE_ARN")
        .isDenied("list them in environment of the image");

    cluster.policy().getSpec().gate.downloaders.getFirst().environment =
        List.of("HF_TOKEN", "AWS_ROLE_ARN");
    publish();
    assertThat(decide(pod)).isAllowed();
  }
}
