// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.volume.HoldingNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeDirectoriesTest {
  private static final PersistentVolumeClaim CLAIM =
      new PersistentVolumeClaimBuilder()
          .withNewMetadata()
          .withUid("claim-uid")
          .endMetadata()
          .withNewSpec()
          .withVolumeName("pv")
          .endSpec()
          .withNewStatus()
          .withPhase("Bound")
          .endStatus()
          .build();

  private static PersistentVolume volume() {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("pv")
        .withUid("pv-uid")
        .endMetadata()
        .withNewSpec()
        .withNewLocal("ext4", "/models")
        .withNewClaimRef()
        .withUid("claim-uid")
        .endClaimRef()
        .endSpec()
        .build();
  }

  private static Optional<NodeDirectories> found(PersistentVolume volume, int nodes) {
    List<ObjectMeta> all =
        IntStream.range(0, nodes)
            .mapToObj(i -> new ObjectMetaBuilder().withName("n" + i).withUid("u" + i).build())
            .toList();
    return NodeDirectories.of(Optional.of(CLAIM), name -> Optional.of(volume), () -> all);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void volumeOfSeveralNodesIsOnEachOfThem(int nodes) {
    assertThat(found(volume(), nodes))
        .hasValueSatisfying(
            several ->
                assertThat(several.nodes()).hasSize(nodes).contains(new HoldingNode("n1", "u1")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9})
  void volumeOfOneNodeOrTooManyIsNotAskedForEach(int nodes) {
    assertThat(found(volume(), nodes)).isEmpty();
  }

  @Test
  void volumeThatIsNoDirectoryOfANodeIsOnNone() {
    PersistentVolume shared =
        new PersistentVolumeBuilder(volume())
            .editSpec()
            .withLocal(null)
            .withNewNfs("/models", false, "files.example")
            .endSpec()
            .build();
    assertThat(found(shared, 3)).isEmpty();
  }

  @Test
  void allowedNodesAreNoPartOfTheIdentity() {
    PersistentVolume narrowed =
        new PersistentVolumeBuilder(volume())
            .editSpec()
            .withNewNodeAffinity()
            .withNewRequired()
            .addNewNodeSelectorTerm()
            .addNewMatchField()
            .withKey("metadata.name")
            .withOperator("NotIn")
            .withValues("n0")
            .endMatchField()
            .endNodeSelectorTerm()
            .endRequired()
            .endNodeAffinity()
            .endSpec()
            .build();
    assertThat(found(narrowed, 3).orElseThrow().nodes()).hasSize(2);
    assertThat(found(narrowed, 3).orElseThrow().identity())
        .isEqualTo(found(volume(), 3).orElseThrow().identity());
  }
}
