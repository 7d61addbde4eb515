// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.volume.NodePlatform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modelcars whose images are verified, and images that are not. */
final class ModelcarTest extends ModelcarScenario {
  @ParameterizedTest
  @ValueSource(strings = {"kserve.yaml", "llm-d.yaml"})
  void verifiedModelcarOfTheFrameworkIsAdmitted(String file) {
    assertThat(decide(golden(file))).isAllowed();
  }

  @Test
  void modelcarAsASidecarIsAdmitted() {
    assertThat(
            decide(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  shareProcessNamespace: true
                  initContainers:
                  - name: modelcar
                    image: registry.example/modelcars/llama@%s
                    restartPolicy: Always
                    command: [sh, -c]
                    args: ["mkdir -p /mnt/models && ln -sf /proc/$$$$/root/models /mnt/models/llama && sleep infinity"]
                    volumeMounts: [{name: car, mountPath: /mnt/models}]
                  containers:
                  - name: main
                    image: ghcr.io/llm-d/vllm:1
                    command: [vllm, serve, /mnt/models/llama]
                    volumeMounts: [{name: car, mountPath: /mnt/models, readOnly: true}]
                  volumes: [{name: car, emptyDir: {}}]
                """
                    .formatted(DIGEST)))
        .isAllowed();
  }

  @Test
  void unsignedModelcarIsRefused() {
    cluster.signatures.clear();
    assertThat(decide(golden("kserve.yaml")))
        .isDenied(
            "container modelcar, modelcar image " + IMAGE + "@" + DIGEST,
            "no ModelSignature names it",
            "unverifiable.modelcar: Allow");
  }

  @Test
  void otherDigestOfTheModelcarIsRefused() {
    assertThat(decide(changed(golden("kserve.yaml"), DIGEST, "sha256:" + "3".repeat(64))))
        .isDenied("container modelcar", "no ModelSignature names it");
  }

  @Test
  void tagOfTheModelcarIsRefusedWithTheDigestToPin() {
    assertThat(decide(changed(golden("kserve.yaml"), "@" + DIGEST, ":v1")))
        .isDenied(
            "modelcar without a digest: a tag can be moved",
            "pin the image: " + IMAGE + "@" + DIGEST + " (ModelSignature llama)");
  }

  @Test
  void rejectedModelcarIsRefused() {
    signature.getStatus().verdict = VerdictState.Rejected;
    signature.getStatus().signatures = List.of();
    assertThat(decide(golden("kserve.yaml"))).isDenied("container modelcar", "Rejected");
  }

  @Test
  void signatureOfAnotherDirectoryIsNotThatOfTheModelcar() {
    signature.getStatus().manifest.siblings = List.of("models/other");
    signature.getSpec().source.image.path = "/models/v1";
    signature.getStatus().image.path = "/models/v1";
    assertThat(decide(golden("kserve.yaml"))).isDenied("ModelSignature llama", "models/v1");
  }

  @Test
  void deniedModelcarIsRefused() {
    var entry = new DeniedEntry();
    entry.digest = DIGEST;
    entry.reason = "stolen";
    cluster.policy().getSpec().deny = List.of(entry);
    assertThat(decide(golden("kserve.yaml"))).isDenied("container modelcar", "spec.deny");
  }

  @Test
  void deniedModelcarIsRefusedWhereAllOthersAreAllowed() {
    cluster.policy().getSpec().unverifiable.modelcar = ModelcarRule.Allow;
    cluster.policy().getSpec().unverifiable.initDownloaded = DownloadRule.Allow;
    assertThat(decide(golden("kserve.yaml"))).isAllowed();
    var entry = new DeniedEntry();
    entry.digest = DIGEST;
    entry.reason = "stolen";
    cluster.policy().getSpec().deny = List.of(entry);
    assertThat(decide(golden("kserve.yaml")))
        .isDenied("container modelcar, image", "spec.deny", "another image");
  }

  @Test
  void modelcarOnANodeOfAnotherPlatformIsRefused() {
    cluster.platforms.put("node-arm", new NodePlatform("linux", "arm64"));
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "  shareProcess",
                    "  nodeName: node-arm\n  shareProcess")))
        .isDenied("was verified for linux/amd64, and the pod is to run on node node-arm");
  }

  @Test
  void policyWithoutImagesAdmitsNoModelcar() {
    cluster.policy().getSpec().requirements.images = null;
    assertThat(decide(golden("kserve.yaml"))).isDenied("the policy has no requirements.images");
  }

  @Test
  void modelcarOfAnotherRepositoryIsRefusedWhateverItsDigest() {
    cluster.policy().getSpec().requirements.images =
        List.of("docker.io/kserve/huggingfaceserver:*");
    assertThat(decide(golden("kserve.yaml")))
        .isDenied("container modelcar: image", "is not among the allowed ones");
  }

  @Test
  void processesAreStillRefusedByDefault() {
    cluster.policy().getSpec().unverifiable = null;
    assertThat(decide(golden("kserve.yaml"))).isDenied("containers that share processes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "    imagePullPolicy: IfNotPresent|    env: [{name: LD_PRELOAD, value: /mnt/x.so}]|it sets env",
        "    imagePullPolicy: IfNotPresent|    envFrom: [{configMapRef: {name: c}}]|it sets envFrom",
        "    imagePullPolicy: IfNotPresent|    workingDir: /mnt|it sets workingDir",
        "    imagePullPolicy: IfNotPresent|    tty: true|it sets tty",
        "    imagePullPolicy: IfNotPresent|    lifecycle: {postStart: {exec: {command: [sh, -c, x]}}}|it sets lifecycle",
        "    imagePullPolicy: IfNotPresent|    livenessProbe: {exec: {command: [sh, -c, x]}}|it sets livenessProbe",
        "    imagePullPolicy: IfNotPresent|    command: [/bin/other]|none of its containers is a modelcar",
        "/dev/termination-log|/mnt/models|it sets terminationMessagePath",
        "ln -sf /proc/$$$$/root/models /mnt/models|ln -sf /proc/1/root/models /mnt/models|none of its containers is a modelcar",
        "ln -sf /proc/$$$$/root/models /mnt/models|ln -sf /proc/$$$$/root/tmp /mnt/models|none of its containers is a modelcar",
        "root/models /mnt/models && sleep|root/models /mnt/models && wget -O /models/w evil && sleep|none of its containers is a modelcar",
        "root/models /mnt/models && sleep|root/models /mnt/../models && sleep|none of its containers is a modelcar",
        "root/models /mnt/models && sleep|root/models /opt/models && sleep|its volume has to be mounted at /opt, at or below /mnt"
      })
  void modelcarThatDoesMoreThanLinkIsRefused(String from, String to, String expected) {
    assertThat(decide(changed(golden("kserve.yaml"), from, to))).isDenied(expected);
  }

  @Test
  void aModelcarWithWhatAWebhookMayHaveAddedIsRefusedWithAWayOut() {
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "    imagePullPolicy: IfNotPresent",
                    "    env: [{name: AWS_ROLE_ARN, value: arn}]")))
        .isDenied("what a webhook of the cluster adds", "eks.amazonaws.com/skip-containers");
  }

  private void notesAreAccepted() {
    var notes = new IgnoredPathStatus();
    notes.path = "notes";
    notes.kind = IgnoredKind.Folder;
    signature.getStatus().manifest.ignored = List.of(notes);
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of("notes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes/evil", "Notes", ".gitattributes", ".git/evil", "model.sig"})
  void serverOfWhatTheSignatureLeavesOutIsRefused(String path) {
    notesAreAccepted();
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "--model_dir=/mnt/models",
                    "--model_dir=/mnt/models/" + path)))
        .isDenied(
            "container modelcar", "a container loads", "because its signature leaves that out");
  }

  @Test
  void serverOfASignedPartOfTheModelcarIsAdmitted() {
    notesAreAccepted();
    assertThat(decide(golden("kserve.yaml"))).isAllowed();
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "--model_dir=/mnt/models",
                    "--model_dir=/mnt/models/part")))
        .isAllowed();
  }

  private static String car(String security) {
    return changed(
        golden("kserve.yaml"),
        "    securityContext: {runAsUser: 1010}\n    terminationMessagePath",
        "    securityContext: " + security + "\n    terminationMessagePath");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{capabilities: {add: [SYS_PTRACE]}}|it adds the capability SYS_PTRACE",
        "{privileged: true}|it is privileged",
        "{procMount: Unmasked}|it has procMount Unmasked"
      })
  void modelcarWithPrivilegesIsRefused(String security, String expected) {
    assertThat(decide(car(security))).isDenied("container modelcar: " + expected);
  }

  @Test
  void serverThatReachesOtherUsersProcessesIsRefused() {
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "    securityContext: {runAsUser: 1010}\n    volumeMounts",
                    "    securityContext: {capabilities: {add: [SYS_PTRACE]}}\n    volumeMounts")))
        .isDenied("container kserve-container: it adds the capability SYS_PTRACE");
  }

  @Test
  void processesOfTheNodeAreRefused() {
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"), "  shareProcess", "  hostPID: true\n  shareProcess")))
        .isDenied("the pod: it has hostPID");
  }
}
