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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        "mount a directory that is covered (kubectl describe modelsignature -n team-a minilm), or"
            + " write a ModelSignature for the directory v10 too: echo",
        "\"metadata\":{\"name\":\"model-v10\",\"namespace\":\"team-a\"}",
        "{\"claimName\":\"model\",\"subPath\":\"v10\"}}}}' | kubectl apply -f -");
    assertDenied(
        Pods.server(),
        "covers only the directory v1, but the whole volume is mounted: mount it with subPath: v1");
  }

  private void assertDeclared(String subPath, String name, String source) {
    assertDenied(
        mounting(
            "readOnly: true, subPath: '" + subPath + "'",
            "persistentVolumeClaim: {claimName: model}"),
        "\"metadata\":{\"name\":\"" + name + "\"",
        "{\"claimName\":\"model\",\"subPath\":\"" + source + "\"}}}}' | kubectl apply -f -");
  }

  @Test
  void lineToPasteHasTheDirectoryThatIsMounted() {
    cluster.signatures.clear();
    assertDeclared("llama", "model-llama", "llama");
    assertDeclared("Meta/Llama_3.1//8B/", "model-meta-llama-3.1-8b", "Meta/Llama_3.1/8B");
    assertDeclared("v1_", "model", "v1_");
    assertDeclared("a".repeat(60), "model", "a".repeat(60));
    assertDenied(
        mounting("readOnly: true, subPath: llama/v1", "persistentVolumeClaim: {claimName: model}"),
        "hint: if a model begins at this subPath, and not above it, create one: echo");
  }

  @Test
  void lineToPasteNamesNoModelSignatureThatExists() {
    cluster.signature().getMetadata().setName("model-v10");
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDeclared("v10", "model-v10-2", "v10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$(id)", "a b", "a'b", "-a", "../a", "é", "a;b"})
  void namesThatMeanSomethingToAShellAreInNoLineToPaste(String subPath) {
    cluster.signatures.clear();
    assertThat(
            decide(
                mounting(
                    "readOnly: true, subPath: \"" + subPath + "\"",
                    "persistentVolumeClaim: {claimName: model}")))
        .isInstanceOfSatisfying(
            AdmissionDecision.Denied.class,
            denied ->
                assertThat(denied.message())
                    .contains("create a ModelSignature with this claim and subPath as its source")
                    .doesNotContain("kubectl apply"));
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
