// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.gate.WaysAroundAGate.GATED;
import static dev.modelsigning.gate.WaysAroundAGate.GATED_DOWNLOAD;
import static dev.modelsigning.gate.WaysAroundAGate.GATE_ARGS;
import static dev.modelsigning.gate.WaysAroundAGate.GATE_MODEL;
import static dev.modelsigning.gate.WaysAroundAGate.OWN;
import static dev.modelsigning.gate.WaysAroundAGate.PLAIN;
import static dev.modelsigning.gate.WaysAroundAGate.READER;
import static dev.modelsigning.gate.WaysAroundAGate.TRUST_MOUNT;
import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.gate.WaysAroundAGate.DownloaderWay;
import dev.modelsigning.gate.WaysAroundAGate.Way;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that a gate verifies in the pod, and every way around it. */
final class DownloadGateTest extends DownloadGateScenario {
  @Test
  void admitsWhatAGateVerifies() {
    assertThat(decide(PLAIN)).isAllowed();
  }

  @Test
  void admitsADownloaderThatThePolicyLists() {
    assertThat(decide(GATED_DOWNLOAD)).isAllowed();
  }

  @Test
  void refusesReadersOfAPartOfWhatWasVerified() {
    assertThat(
            decide(
                changed(
                    PLAIN,
                    "  args: [--model, /mnt/models]\n  " + READER,
                    "  args: [--model, /mnt/models]\n  "
                        + READER.replace("readOnly", "subPath: a, readOnly"))))
        .isDenied("it reads another folder than the gate");
  }

  @Test
  void admitsASignatureFromAConfigMap() {
    assertThat(
            decide(
                changed(
                    changed(
                        PLAIN,
                        TRUST_MOUNT,
                        TRUST_MOUNT
                            + "\n  - {name: other, mountPath: /gate/signature, readOnly: true}"),
                    GATE_ARGS,
                    GATE_ARGS.replace("]", ", --signature, /gate/signature/model.sig]"))))
        .isAllowed();
  }

  private void acceptUnsigned(String path) {
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of(path);
    publish();
  }

  private static String serving(String arguments) {
    return changed(PLAIN, "args: [--model, /mnt/models]", arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".gitattributes",
        ".GIT/evil",
        "./.github",
        "model.sig",
        ".cache/huggingface",
        ".cache/huggingface/evil",
        ".Cache/HuggingFace/evil",
      })
  void refusesToServeWhatTheGateDoesNotVerify(String path) {
    acceptUnsigned(".cache/huggingface");
    String expected = "which container oms-gate does not verify";
    assertThat(decide(serving("args: [--model, /mnt/models/" + path + "]")))
        .isDenied("a container loads", expected);
    assertThat(
            decide(
                serving(
                    "args: [--model, /mnt/models, --lora-modules, a=/mnt/models/" + path + "]")))
        .isDenied(expected);
  }

  @Test
  void refusesToServeASignatureOfTheGate() {
    String gate = GATE_ARGS.replace("]", ", --signature=/mnt/models/sub/other.sig]");
    assertThat(
            decide(changed(serving("args: [--model, /mnt/models/sub/other.sig]"), GATE_ARGS, gate)))
        .isDenied("which container oms-gate does not verify");
    assertThat(decide(changed(PLAIN, GATE_ARGS, gate))).isAllowed();
  }

  @Test
  void refusesToLookUpANameWhereTheGateAcceptsAnyContent() {
    acceptUnsigned(".cache/huggingface");
    assertThat(
            decide(serving("args: [--model, evil/m]\n  env: [{name: HF_HUB_OFFLINE, value: '1'}]")))
        .isDenied("may lead into the directory .cache/huggingface");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/mnt/models/part", "/mnt/models/.cache/other", "/mnt/models/sub/.gitattributes"})
  void admitsAPartThatTheGateVerifies(String model) {
    acceptUnsigned(".cache/huggingface");
    assertThat(decide(serving("args: [--model, " + model + "]"))).isAllowed();
  }

  @ParameterizedTest
  @EnumSource
  void refusesEachWayAroundTheGate(Way way) {
    assertThat(decide(changed(PLAIN, way.from, way.to))).isDenied(way.message);
  }

  @ParameterizedTest
  @EnumSource
  void refusesEachWayAroundADownloader(DownloaderWay way) {
    assertThat(decide(changed(GATED_DOWNLOAD, way.from, way.to))).isDenied(way.message);
  }

  @Test
  void refusesAChangedImageOfTheGateInARunningPod() {
    Pod before = Pods.pod(PLAIN);
    Pod after = Pods.pod(changed(PLAIN, "oms@" + OWN, "oms@" + GATED));
    assertThat(
            decide(
                new PodRequest(
                    "UPDATE", "", FakeCluster.NAMESPACE, "user", after, Optional.of(before))))
        .isDenied("is not a gate's");
  }

  @Test
  void refusesAnEphemeralContainerInTheProcessesOfAGate() {
    Pod before = Pods.pod(PLAIN);
    Pod after = Pods.pod(changed(PLAIN, Way.DEBUGGING_THE_GATE.from, Way.DEBUGGING_THE_GATE.to));
    assertThat(
            decide(
                new PodRequest(
                    "UPDATE",
                    "ephemeralcontainers",
                    FakeCluster.NAMESPACE,
                    "user",
                    after,
                    Optional.of(before))))
        .isDenied("joins the processes");
  }

  @Test
  void refusesGatesUntilThePresentTrustIsPublished() {
    cluster.policy().getSpec().models = null;
    cluster.policy().getStatus().observedGeneration = -1L;
    var denied = new DeniedEntry();
    denied.key = "0".repeat(64);
    denied.reason = "lost";
    cluster.policy().getSpec().deny = List.of(denied);
    assertThat(decide(PLAIN)).isDenied("is not published yet");
    publish();
    assertThat(decide(PLAIN)).isAllowed();
  }

  @Test
  void refusesGatesWhileNothingIsPublished() {
    cluster.policy().getStatus().gate = null;
    assertThat(decide(PLAIN)).isDenied("is not published yet");
  }

  @Test
  void refusesGatesWithoutASignOfLifeOfTheOperator() {
    cluster.policy().getStatus().checkedAt = "2020-01-01T00:00:00Z";
    assertThat(decide(PLAIN)).isDenied("no sign of life since 2020-01-01T00:00:00Z");
  }

  @Test
  void takesTheImagesOfThePolicyInPlaceOfTheOwnOne() {
    cluster.policy().getSpec().gate.images = List.of("registry.example.com/mine@" + GATED);
    assertThat(decide(PLAIN)).isDenied("use registry.example.com/mine@" + GATED);
    assertThat(decide(changed(PLAIN, "oms@" + OWN, "elsewhere/mine@" + GATED))).isAllowed();
  }

  @Test
  void theFormerImageIsRefusedAfterAnUpgradeWithAWayOutUntilThePolicyListsBoth() {
    String former = "registry.example.com/oms@" + OWN;
    cluster.policy().getStatus().gate.image = "registry.example.com/oms@" + GATED;
    cluster.policy().getStatus().gate.digests = List.of(GATED);

    assertThat(decide(PLAIN))
        .isDenied("use registry.example.com/oms@" + GATED)
        .isDenied("until an upgrade, list both in spec.gate.images of the policy");

    cluster.policy().getSpec().gate.images = List.of("registry.example.com/oms@" + GATED, former);
    assertThat(decide(PLAIN)).isAllowed();
  }

  @Test
  void aGateVerifiesOneVolume() {
    String two =
        changed(
            changed(PLAIN, GATE_MODEL, GATE_MODEL + "\n  - {name: spare, mountPath: /mnt/spare}"),
            "volumes:\n",
            "- {name: late, image: x, volumeMounts: [{name: spare, mountPath: /x}]}\nvolumes:\n");
    assertThat(decide(two)).isDenied("a gate of its own for each volume");
  }

  @Test
  void sharingAnythingElseWithAGateExcusesNoDownload() {
    assertThat(
            decide(
                """
                initContainers:
                - name: serve
                  image: vllm
                  args: [--model, org/name]
                  volumeMounts: [{name: other, mountPath: /etc/x}]
                - {name: oms-gate, image: busybox, volumeMounts: [{name: other, mountPath: /etc/x}]}
                containers:
                - {name: server, image: x}
                volumes:
                - {name: other, configMap: {name: other}}
                """))
        .isDenied("container serve");
  }

  @Test
  void refusesADownloadWithoutAGateWhereGatesAreNotWanted() {
    cluster.policy().getSpec().unverifiable.initDownloaded = DownloadRule.Deny;
    assertThat(decide(PLAIN)).isDenied("emptyDir that containers share");
  }
}
