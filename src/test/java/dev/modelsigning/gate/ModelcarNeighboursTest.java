// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies around a modelcar whose image is verified, and every way around that. */
final class ModelcarNeighboursTest extends ModelcarScenario {
  private static final String CAR = "  - name: modelcar\n";

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

  /** With the modelcar as a sidecar, and an init container of a user before or after it. */
  private static Pod withSidecar(int place, long user) {
    Pod pod = YAML.unmarshal(golden("kserve.yaml"), Pod.class);
    List<Container> init = pod.getSpec().getInitContainers();
    Container car = pod.getSpec().getContainers().removeLast();
    init.add(new ContainerBuilder(car).withRestartPolicy("Always").build());
    init.add(
        place,
        new ContainerBuilder()
            .withName("late")
            .withImage("ghcr.io/llm-d/x:1")
            .withNewSecurityContext()
            .withRunAsUser(user)
            .withAllowPrivilegeEscalation(false)
            .endSecurityContext()
            .build());
    return pod;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1010})
  void initContainerThatReachesASidecarsFilesIsRefused(long user) {
    assertThat(decide(Pods.create(withSidecar(2, user))))
        .isDenied("container late", "it may run as the user of a modelcar");
  }

  @Test
  void initContainerThatEndsBeforeTheModelcarOrIsOfAnotherUserIsAdmitted() {
    assertThat(decide(Pods.create(withSidecar(0, 1010)))).isAllowed();
    assertThat(decide(Pods.create(withSidecar(2, 1011)))).isAllowed();
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
  @ValueSource(strings = {"/proc", "//proc/./1/root", "proc", "/./proc/17"})
  void mountWhereTheLinkLeadsIsRefused(String path) {
    assertThat(
            decide(
                golden("kserve.yaml")
                        .replaceFirst(
                            "    volumeMounts:\n(?=    - .name: kserve)",
                            "    volumeMounts:\n    - {name: extra, mountPath: " + path + "}\n")
                    + "  - {name: extra, emptyDir: {}}\n"))
        .isDenied("container kserve-container: it has a volume at " + path);
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
