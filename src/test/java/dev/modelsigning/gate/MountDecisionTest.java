// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which mounts of a verified claim are covered by its verdict. */
class MountDecisionTest {
  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(cluster, Clock.systemUTC(), Set.of("kube-system", "model-signature-system"));

  private AdmissionDecision decide(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  private void assertDenied(Pod pod, String... parts) {
    assertThat(decide(pod)).isDenied(parts);
  }

  private static Pod mounting(String mount, String volume) {
    return Pods.pod(
        """
        containers:
        - name: server
          image: vllm
          volumeMounts: [{name: m, mountPath: /mnt/models, %s}]
        volumes: [{name: m, %s}]
        """
            .formatted(mount, volume));
  }

  @Test
  void refusesWritableMount() {
    assertDenied(
        mounting("readOnly: false", "persistentVolumeClaim: {claimName: model}"),
        "writable in container server",
        "readOnly: true");
    assertThat(decide(mounting("readOnly: false", "persistentVolumeClaim: {claimName: model}")))
        .isInstanceOfSatisfying(
            AdmissionDecision.Denied.class,
            denied -> assertThat(denied.message()).doesNotContain("scratchClaims"));
  }

  @Test
  void admitsWritableMountOfAReadOnlyVolume() {
    assertThat(
            decide(
                mounting(
                    "readOnly: false",
                    "persistentVolumeClaim: {claimName: model, readOnly: true}")))
        .isAllowed();
  }

  @Test
  void refusesReadOnlyMountWhereThePolicyWantsAReadOnlyVolume() {
    cluster.policy().getSpec().requirements = new PolicyRequirements();
    cluster.policy().getSpec().requirements.readOnly = ReadOnlyRequirement.Volume;
    assertDenied(Pods.server(), "the volume is not read-only", "persistentVolumeClaim.readOnly");
  }

  @Test
  void refusesSiblingDirectoryOfTheVerifiedOne() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDenied(
        mounting("readOnly: true, subPath: v10", "persistentVolumeClaim: {claimName: model}"),
        "covers only the directory v1, but the directory v10 is mounted",
        "write a ModelSignature for the directory v10 too, or mount one that is covered. See"
            + " kubectl");
    assertDenied(
        Pods.server(),
        "covers only the directory v1, but the whole volume is mounted: mount it with subPath: v1");
  }

  @Test
  void saysWhyTheModelIsRefusedAndNotThatMoreIsMounted() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    PolicyVerdict verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = "ContentMismatch";
    cluster.signature().getStatus().signatures.getFirst().contentMatches = false;

    assertDenied(Pods.server(), "is Rejected (ContentMismatch)", "Restore the files");
    assertThat(decide(Pods.server())).isDenied().doesNotSay("covers only");
  }

  @Test
  void admitsDirectoryBelowTheVerifiedOne() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertThat(
            decide(
                mounting(
                    "readOnly: true, subPath: v1/onnx",
                    "persistentVolumeClaim: {claimName: model}")))
        .isAllowed();
  }

  @Test
  void refusesDeclaredButUnmountedClaimThatIsVerifiedInPart() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model, readOnly: true}}]
            """),
        "the whole volume is mounted");
  }

  @Test
  void refusesSubPathExpr() {
    assertDenied(
        mounting(
            "readOnly: true, subPathExpr: $(POD)", "persistentVolumeClaim: {claimName: model}"),
        "subPathExpr",
        "plain subPath");
  }

  @Test
  void refusesRawBlockDevice() {
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm, volumeDevices: [{name: m, devicePath: /dev/m}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "raw block device");
  }

  @Test
  void judgesInitAndEphemeralContainersToo() {
    assertDenied(
        Pods.pod(
            """
            initContainers:
            - {name: fetch, image: i, volumeMounts: [{name: m, mountPath: /x}]}
            containers: [{name: server, image: vllm}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "writable in container fetch");
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm}]
            ephemeralContainers:
            - {name: debug, image: i, volumeMounts: [{name: m, mountPath: /x}]}
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "writable in container debug");
  }

  @Test
  void eachMountedDirectoryMayHaveASignatureOfItsOwn() {
    cluster.signatures.add(FakeCluster.verified());
    about(cluster.signatures.get(0), "v1");
    about(cluster.signatures.get(1), "v2");
    String pod =
        """
        containers:
        - name: server
          image: vllm
          volumeMounts:
          - {name: m, mountPath: /mnt/models/a, readOnly: true, subPath: v1}
          - {name: m, mountPath: /mnt/models/b, readOnly: true, subPath: %s}
        volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
        """;
    assertThat(decide(Pods.pod(pod.formatted("v2/")))).isAllowed();
    assertDenied(Pods.pod(pod.formatted("v3")), "but the directory v3 is mounted");
    assertDenied(Pods.pod(pod.formatted("v2/../v3")), "is mounted");
  }

  private static void about(ModelSignature signature, String subPath) {
    signature.getSpec().source.persistentVolumeClaim.subPath = subPath;
    signature.getStatus().volume.subPath = subPath;
  }
}
