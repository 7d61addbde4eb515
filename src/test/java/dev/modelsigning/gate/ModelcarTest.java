// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modelcars whose images are verified, and every way around that. */
final class ModelcarTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String IMAGE = "registry.example/modelcars/llama";
  private static final String CAR = "  - name: modelcar\n";
  private static final String SERVER = "  - name: kserve-container\n";

  private final FakeCluster cluster = new FakeCluster();
  private final ModelSignature signature =
      FakeCluster.verifiedImage("llama", IMAGE + "@" + DIGEST, "/models");

  @BeforeEach
  void verifiedModelcarsAreWanted() {
    var spec = cluster.policy().getSpec();
    spec.unverifiable = new UnverifiableRules();
    spec.unverifiable.modelcar = ModelcarRule.RequireVerified;
    spec.requirements = new PolicyRequirements();
    spec.requirements.images =
        List.of(
            "registry.example/modelcars/*",
            "docker.io/kserve/huggingfaceserver:*",
            "ghcr.io/llm-d/*");
    // The shell of the image lies beside the model, and nobody signed it.
    signature.getStatus().manifest.siblings = List.of("bin");
    cluster.signatures.add(signature);
  }

  private static String golden(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/modelcars", name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private AdmissionDecision decide(String pod) {
    return decide(Pods.create(YAML.unmarshal(pod, Pod.class)));
  }

  private AdmissionDecision decide(PodRequest request) {
    return new PodDecision(
            cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of("elsewhere"))
        .decide(request);
  }

  private static String changed(String pod, String from, String to) {
    String changed = pod.replace(from, to);
    if (changed.equals(pod)) {
      throw new AssertionError("nothing is changed by " + from);
    }
    return changed;
  }

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

  private static String withContainer(String container) {
    return changed(golden("kserve.yaml"), CAR, container.indent(2) + CAR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: x, image: ghcr.io/llm-d/x:1}|it may run as the user of a modelcar",
        "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 0, allowPrivilegeEscalation: false}}|it may run as the user of a modelcar",
        "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 1010, allowPrivilegeEscalation: false}}|it may run as the user of a modelcar",
        "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 1011}}|it may become root",
        "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 1011, allowPrivilegeEscalation: false, capabilities: {add: [DAC_OVERRIDE]}}}|it adds the capability DAC_OVERRIDE",
        "- {name: x, image: ghcr.io/llm-d/x:1, volumeMounts: [{name: kserve-provision-location, mountPath: /mnt, readOnly: true}]}|several containers read what modelcars link"
      })
  void containerThatReachesTheModelcarsFilesIsRefused(String container, String expected) {
    assertThat(decide(withContainer(container))).isDenied(expected);
  }

  @Test
  void containerOfAnotherUserIsAdmitted() {
    assertThat(
            decide(
                withContainer(
                    "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 1011,"
                        + " allowPrivilegeEscalation: false}}")))
        .isAllowed();
  }

  @Test
  void containerBesideAModelcarOfAnUnknownUserIsRefused() {
    assertThat(
            decide(
                changed(
                    withContainer(
                        "- {name: x, image: ghcr.io/llm-d/x:1, securityContext: {runAsUser: 1011,"
                            + " allowPrivilegeEscalation: false}}"),
                    "    securityContext: {runAsUser: 1010}\n    terminationMessagePath",
                    "    terminationMessagePath")))
        .isDenied("it may run as the user of a modelcar", "uidModelcar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mountPath: /mnt, subPath: models|in part, or at another path",
        "mountPath: /mnt/models|in part, or at another path",
        "mountPath: /mnt, mountPropagation: HostToContainer|in part, or at another path"
      })
  void serverThatMountsTheLinkOtherwiseIsRefused(String mount, String expected) {
    String pod = golden("kserve.yaml");
    String server = "    - {name: kserve-provision-location, mountPath: /mnt}\n    - {name: kube";
    int at = pod.indexOf(server);
    assertThat(
            decide(
                pod.substring(0, at)
                    + server.replace("mountPath: /mnt", mount)
                    + pod.substring(at + server.length())))
        .isDenied(
            "container kserve-container: it mounts volume kserve-provision-location", expected);
  }

  @Test
  void initContainerThatFillsTheVolumeIsRefused() {
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "  initContainers:\n",
                    "  initContainers:\n  - {name: first, image: ghcr.io/llm-d/x:1, volumeMounts:"
                        + " [{name: kserve-provision-location, mountPath: /mnt}]}\n")))
        .isDenied("container first: it mounts the volume of a modelcar");
  }

  @Test
  void modelcarThatMountsSomethingElseIsRefused() {
    assertThat(
            decide(
                changed(
                        golden("kserve.yaml"),
                        "    terminationMessagePolicy: FallbackToLogsOnError\n    volumeMounts:\n    - {name: kserve",
                        "    terminationMessagePolicy: FallbackToLogsOnError\n    volumeMounts:\n"
                            + "    - {name: dir, mountPath: /models}\n    - {name: kserve")
                    + "  - {name: dir, emptyDir: {}}\n"))
        .isDenied("it has to mount one emptyDir and nothing else");
  }

  @Test
  void linkOnAnythingButAnEmptyDirIsRefused() {
    assertThat(
            decide(
                changed(
                    golden("kserve.yaml"),
                    "kserve-provision-location, emptyDir: {}",
                    "kserve-provision-location, persistentVolumeClaim: {claimName: model}")))
        .isDenied("its volume kserve-provision-location is no emptyDir");
  }

  @Test
  void twoModelcarsOfOneVolumeAreRefused() {
    assertThat(
            decide(
                withContainer(
                    "- {name: second, image: \"registry.example/modelcars/x@%s\", args: [sh, -c, \"ln -sf /proc/$$$$/root/models /mnt/models && sleep infinity\"], volumeMounts: [{name: kserve-provision-location, mountPath: /mnt}]}"
                        .formatted("sha256:" + "5".repeat(64)))))
        .isDenied("volume kserve-provision-location is that of another modelcar");
  }

  @Test
  void mountBelowTheLinkIsRefused() {
    assertThat(
            decide(
                golden("kserve.yaml")
                        .replaceFirst(
                            "    volumeMounts:\n(?=    - .name: kserve)",
                            "    volumeMounts:\n    - {name: extra, mountPath: /mnt/models/lora}\n")
                    + "  - {name: extra, emptyDir: {}}\n"))
        .isDenied("mounted at /mnt/models/lora");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mnt/other", "/proc/17/root/models", "/mnt"})
  void serverThatNamesAnotherPathThanTheLinkIsRefused(String path) {
    assertThat(
            decide(
                changed(golden("kserve.yaml"), "--model_dir=/mnt/models", "--model_dir=" + path)))
        .isDenied("container kserve-container, model " + path);
  }

  @Test
  void podThatSharesProcessesForAnotherReasonIsRefused() {
    assertThat(
            decide(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  shareProcessNamespace: true
                  containers: [{name: a, image: ghcr.io/llm-d/a:1}, {name: b, image: ghcr.io/llm-d/b:1}]
                """))
        .isDenied("none of its containers is a modelcar", "remove shareProcessNamespace");
  }

  @Test
  void modelcarThatSharesNothingIsRefused() {
    assertThat(decide(changed(golden("kserve.yaml"), "  shareProcessNamespace: true\n", "")))
        .isDenied("emptyDir that containers share");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: debug, image: ghcr.io/llm-d/x:1}|it may run as the user of a modelcar",
        "{name: debug, image: ghcr.io/llm-d/x:1, volumeMounts: [{name: kserve-provision-location, mountPath: /mnt, readOnly: true}]}|it mounts the volume of a modelcar"
      })
  void ephemeralContainerInReachIsRefused(String added, String expected) {
    Pod old = YAML.unmarshal(golden("kserve.yaml"), Pod.class);
    Pod pod =
        YAML.unmarshal(
            golden("kserve.yaml") + "  ephemeralContainers: [" + added + "]\n", Pod.class);
    assertThat(
            decide(
                new PodRequest(
                    "UPDATE",
                    "ephemeralcontainers",
                    FakeCluster.NAMESPACE,
                    "somebody",
                    pod,
                    Optional.of(old))))
        .isDenied("container debug", expected);
  }

  @Test
  void ephemeralContainerOfAnotherUserIsAdmitted() {
    Pod old = YAML.unmarshal(golden("kserve.yaml"), Pod.class);
    Pod pod =
        YAML.unmarshal(
            golden("kserve.yaml")
                + "  ephemeralContainers: [{name: debug, image: ghcr.io/llm-d/x:1, securityContext:"
                + " {runAsUser: 2000, allowPrivilegeEscalation: false}}]\n",
            Pod.class);
    assertThat(
            decide(
                new PodRequest(
                    "UPDATE",
                    "ephemeralcontainers",
                    FakeCluster.NAMESPACE,
                    "somebody",
                    pod,
                    Optional.of(old))))
        .isAllowed();
  }
}
