// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.SerializationStatus;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names and relative paths find beside a verified model, although nobody signed it. */
final class UnsignedLoadsTest {
  private static final String OFFLINE = "{name: HF_HUB_OFFLINE, value: '1'}";
  private static final String LOOKED_UP = "by a name, or by a relative path, that may lead into";
  private static final String SNAPSHOT = "hub/models--org--m/snapshots/0123abc";

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void acceptWhatNobodySignedBesideTheModel() {
    holding(".cache/huggingface", "notes");
  }

  /** Every path is accepted by the policy. */
  private void holding(String... paths) {
    var manifest = new ManifestStatus();
    manifest.siblings = List.of();
    manifest.siblingsMore = 0;
    manifest.ignored = Stream.of(paths).map(UnsignedLoadsTest::folder).toList();
    cluster.signature().getStatus().manifest = manifest;
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of(paths);
  }

  private static IgnoredPathStatus folder(String path) {
    var ignored = new IgnoredPathStatus();
    ignored.path = path;
    ignored.kind = IgnoredKind.Folder;
    ignored.files = 3L;
    return ignored;
  }

  private void signedAt(String subPath, boolean links) {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = subPath;
    cluster.signature().getStatus().volume.subPath = subPath;
    var serialization = new SerializationStatus();
    serialization.allowSymlinks = links;
    cluster.signature().getStatus().manifest.serialization = serialization;
  }

  private AdmissionDecision decide(String mountPath, String fields) {
    String pod =
        """
        containers:
        - name: server
          image: vllm
          %s
          volumeMounts: [{name: m, mountPath: %s, readOnly: true}]
        volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
        """
            .formatted(fields.replace("OFFLINE", OFFLINE).replace(" # ", "\n  "), mountPath);
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(Pods.pod(pod)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/root", "/home/server", "/var/lib/server", "/mnt/models"})
  void nameThatAHomeOnTheVolumeMayHoldIsRefused(String home) {
    assertThat(decide(home, "args: [--model, evil/m] # env: [OFFLINE]"))
        .isDenied(LOOKED_UP, ".cache/huggingface", "because its signature leaves that out");
  }

  @Test
  void nameIsLookedUpBesideAVerifiedModelThatIsNamedByItsPath() {
    assertThat(
            decide(
                "/root", "args: [--model, /root, --lora-modules, a=evil/adapter] # env: [OFFLINE]"))
        .isDenied(LOOKED_UP);
  }

  @ParameterizedTest
  @CsvSource({
    "hub/models--evil--m, /data",
    "models--evil--m, /data",
    "hub, /var/cache/x",
    "huggingface, /tmp",
    "hub, /root/.cache/huggingface"
  })
  void nameThatACacheOnTheVolumeMayHoldIsRefused(String unsigned, String mountPath) {
    holding(unsigned);
    assertThat(decide(mountPath, "args: [--model, evil/m] # env: [OFFLINE]")).isDenied(LOOKED_UP);
  }

  @ParameterizedTest
  @CsvSource({
    "/vllm-workspace, notes/evil",
    "/vllm-workspace, Notes/evil",
    "/vllm-workspace, notes",
    "/srv/team, team/notes/evil",
    "/srv/team, team/.git/evil",
    "/vllm-workspace, part/../notes/evil"
  })
  void relativePathIntoWhatNobodySignedIsRefused(String mountPath, String model) {
    assertThat(decide(mountPath, "args: [--model, " + model + "] # env: [OFFLINE]"))
        .isDenied("a container loads", "because its signature leaves that out");
  }

  @Test
  void cacheOnAPathThatMayLeadAnywhereIsRefused() {
    assertThat(
            decide(
                "/mnt/models",
                "args: [--model, evil/m] # env: [OFFLINE, {name: HF_HOME, value: /mnt/models/x/../notes}]"))
        .isDenied(LOOKED_UP, "the directory notes");
  }

  @Test
  void modelBelowAnotherOneIsRefusedWhereItIsRelativeToTheVolume() {
    signedAt("team", false);
    assertThat(decide("/srv", "args: [--model, notes/evil] # env: [OFFLINE]"))
        .isDenied(LOOKED_UP, "the directory team/notes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/mnt/models | args: [--model, /mnt/models]",
        "/root | args: [--model, /root]",
        "/vllm-workspace | args: [--model, part/m] # env: [OFFLINE]",
        "/mnt/models | args: [--model, /mnt/models, --served-model-name, org/m] # env: [OFFLINE]",
      })
  void signedModelBesideWhatNobodySignedIsAdmitted(String mountPath, String fields) {
    holding("notes", ".git");
    assertThat(decide(mountPath, fields)).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/root/.cache/huggingface", "/data", "/mnt/models", "/root"})
  void nameOfASignedSnapshotInACacheIsAdmitted(String mountPath) {
    holding(".gitattributes", "notes");
    signedAt(SNAPSHOT, true);
    assertThat(decide(mountPath, "args: [--model, org/m] # env: [OFFLINE]")).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/root/.cache/huggingface", "/vllm-workspace", "/mnt/models"})
  void nameBesideAModelThatIsSignedAsAWholeIsAdmitted(String mountPath) {
    holding();
    assertThat(decide(mountPath, "args: [--model, org/m] # env: [OFFLINE]")).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blobs/0123", "Blobs/0123", "blobs"})
  void blobOfASnapshotIsRefusedSinceNothingTellsWhetherItIsSigned(String path) {
    holding();
    signedAt(SNAPSHOT, true);
    String model = "/c/hub/models--org--m/";
    assertThat(decide("/c", "args: [--model, " + model + path + "]"))
        .isDenied("as a blob nothing tells it from a file that the signature leaves out");
    assertThat(decide("/c", "args: [--model, " + model + "snapshots/0123abc/model.gguf]"))
        .isAllowed();
  }

  @Test
  void directoryThatIsOnlyCalledBlobsIsAdmitted() {
    assertThat(decide("/mnt/models", "args: [--model, /mnt/models/blobs/m]")).isAllowed();
  }

  @Test
  void relativePathThatIsTooDeepToBeComparedIsRefused() {
    String deep = "a/".repeat(40) + "m";
    assertThat(decide("/mnt/models", "args: [serve, " + deep + "] # env: [OFFLINE]"))
        .isDenied("containers name more models, or deeper paths, than are compared");
  }

  @Test
  @Timeout(20)
  void pathsThatRepeatThemselvesAreNotComparedForEver() {
    String mounts =
        IntStream.range(0, 60)
            .mapToObj(i -> "{name: m, mountPath: /" + i + "a/".repeat(2_000) + ", readOnly: true}")
            .collect(Collectors.joining(", "));
    String names =
        IntStream.range(0, 60)
            .mapToObj(i -> "--model, " + "a/".repeat(2_000) + i)
            .collect(Collectors.joining(", "));
    String pod =
        """
        containers:
        - {name: server, image: vllm, args: [%s], volumeMounts: [%s]}
        volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
        """
            .formatted(names, mounts);
    assertThat(
            new PodDecision(cluster, Clock.systemUTC(), Set.of())
                .decide(Pods.create(Pods.pod(pod))))
        .isDenied("containers name more models, or deeper paths, than are compared");
  }
}
