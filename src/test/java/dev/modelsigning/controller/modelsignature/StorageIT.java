// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What lies behind a claim: nodes with directories of their own, and other names for one storage.
 */
class StorageIT extends OperatorScenario {
  @AfterEach
  void removeNodes() {
    API.admin().nodes().withLabel("test", "storage").delete();
  }

  /** No other test has volumes on it. */
  private String server() {
    return team + ".files.example";
  }

  private static void aNodeJoins(String name) {
    API.admin()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", "storage")
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void directoryThatOneNodeHasIsMeasuredThere() {
    aNodeJoins("node-a");
    given.aModelUnderAPolicy();
    when.theModelIsMeasured();
    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.measurement.nodeName).isEqualTo("node-a");
    assertThat(status.volume.nodeName).isEqualTo("node-a");
    assertThat(status.volume.nodeUid).isEqualTo(status.measurement.nodeUid);
  }

  @Test
  void nodeThatIsReplacedByOneOfItsNameIsMeasuredAgain() {
    aNodeJoins("node-a");
    var first = given.aVerifiedModel();

    API.admin().nodes().withName("node-a").delete();
    aNodeJoins("node-a");

    then.theModelSignature().isMeasuredByAnotherJobThan(first).isUnknown();
  }

  @Test
  void writerThroughAnotherVolumeOfTheSameStorageIsAWriter() {
    String directory = "/models/" + team;
    given.aSignedModel().aPolicy().aBoundClaimOnNfs(server(), directory).aModelSignature();
    when.theModelIsMeasured();
    assertThat(then.theModelSignature().becomesVerified().status().volume.aliases).isNull();

    String elsewhere = API.newNamespace("elsewhere", Map.of());
    new Claims(API.admin(), elsewhere).onNfs("everything", server() + ".", "/models/./");
    var known = then.theModelSignature().knowsAnAlias().isVerified().hasTrue("WriteProtected");
    assertThat(known.status().volume.aliases)
        .extracting(alias -> alias.namespace + "/" + alias.claimName)
        .containsExactly(elsewhere + "/everything");

    Pod writer =
        aPodWrites(
            elsewhere, new VolumeBuilder().withNewPersistentVolumeClaim("everything", false));
    then.theModelSignature()
        .becomes("WriterAppeared")
        .isUnknown()
        .says(elsewhere + "/" + writer.getMetadata().getName())
        .hasFalse("WriteProtected");
    then.anEventSays("WriterAppeared");
  }

  @Test
  void writerThatNamesTheStorageItselfIsAWriter() {
    String directory = "/models/" + team;
    given.aSignedModel().aPolicy().aBoundClaimOnNfs(server(), directory).aModelSignature();
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    String elsewhere = API.newNamespace("elsewhere", Map.of());
    Pod writer =
        aPodWrites(elsewhere, new VolumeBuilder().withNewNfs(directory + "/sub", false, server()));
    then.theModelSignature()
        .becomes("WriterAppeared")
        .says(elsewhere + "/" + writer.getMetadata().getName());

    when.itIsDeleted(writer);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  private static Pod aPodWrites(String namespace, VolumeBuilder volume) {
    return API.admin()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withGenerateName("writer-")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("registry.example/c")
                .addNewVolumeMount()
                .withName("m")
                .withMountPath("/m")
                .endVolumeMount()
                .endContainer()
                .addToVolumes(volume.withName("m").build())
                .endSpec()
                .build())
        .create();
  }
}
