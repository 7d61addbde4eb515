// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nodes and directories for which a verdict holds. */
class CoveredPlaceTest {
  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide(Pod pod) {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(pod));
  }

  private static Pod on(String node) {
    Pod pod = Pods.server();
    pod.getSpec().setNodeName(node);
    return pod;
  }

  @Test
  void directoryOfANodeIsVerifiedForThatNodeOnly() {
    cluster.signature().getStatus().volume.nodeName = "gpu-1";

    assertThat(decide(Pods.server())).isAllowed();
    assertThat(decide(on("gpu-1"))).isAllowed();
    assertThat(decide(on("gpu-2")))
        .isDenied("was verified on node gpu-1, and the pod is to run on node gpu-2");
  }

  @Test
  void volumeOfNoNodeIsVerifiedForAllNodes() {
    assertThat(decide(on("gpu-2"))).isAllowed();
  }

  @Test
  void unsignedContentIsNotServedAloneEvenWhereThePolicyAcceptsIt() {
    var notes = new IgnoredPathStatus();
    notes.path = "notes";
    notes.kind = IgnoredKind.Folder;
    notes.files = 1L;
    cluster.signature().getStatus().manifest = new ManifestStatus();
    cluster.signature().getStatus().manifest.ignored = List.of(notes);
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of("notes");

    assertThat(decide(Pods.server())).isAllowed();
    Pod pod = Pods.server();
    pod.getSpec().getContainers().getFirst().getVolumeMounts().getFirst().setSubPath("notes/new");
    assertThat(decide(pod)).isDenied("because its signature leaves that out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git",
        ".GIT/objects",
        "./.Git/",
        "MODEL.SIG",
        "Model.sig",
        ".git.",
        ".git /objects",
        ".git\\objects",
        "sub\\..\\.git"
      })
  void whatTheSignatureLeavesOutIsNotServedInWhateverCase(String subPath) {
    Pod pod = Pods.server();
    pod.getSpec().getContainers().getFirst().getVolumeMounts().getFirst().setSubPath(subPath);
    assertThat(decide(pod)).isDenied("because its signature leaves that out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"notes", "notes/new/", "./Notes", ".git/x", ".git./x", "model.sig", "model.sig "})
  void whatTheSignatureLeavesOutIsNotLoadedOutOfTheWholeModel(String path) {
    unsignedContentIsNotServedAloneEvenWhereThePolicyAcceptsIt();
    Pod pod = Pods.server();
    var server = pod.getSpec().getContainers().getFirst();
    server.setArgs(List.of("--model", "/mnt/models", "--lora-modules", "a=/mnt/models/" + path));
    assertThat(decide(pod)).isDenied("a container loads", "because its signature leaves that out");
    server.setArgs(List.of("--model", "/mnt/models/sub", "--tokenizer", "/mnt/models/notesapart"));
    assertThat(decide(pod)).isAllowed();
  }
}
