// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A volume that one node can have at a time, and whose reader moves to another node. */
class MovedVolumeIT extends SignatureScenario {

  @Test
  void runThatWaitsForTheNodeTheReaderLeftBeginsAgainWhereTheReaderIs() throws IOException {
    model.put(model.signedBy(signer));
    story.policy(signer.publicKey());
    story.accessMode = "ReadWriteOnce";
    story.boundClaim(NAME);
    Pod reader = readerOn("node-1");
    // Pod events come in order: an operator that knows of this one knows of the reader.
    Pod writer = story.mount(NAME, false);
    story.signature(NAME);
    story.reason(NAME, "WritersPresent");
    story.deleteNow(writer);
    Job first = story.runningJob(NAME);
    assertThat(story.reason(NAME, "Measuring").measurement.nodeName).isEqualTo("node-1");

    readerOn("node-2");
    story.deleteNow(reader);

    story.status(NAME, s -> "node-2".equals(s.measurement.nodeName));
    Job second = measureHonestly();
    assertThat(second.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
    assertThat(story.reason(NAME, "SignatureVerified").measurement.attempts).isZero();
    story.noJobIsLeft(first.getMetadata().getName(), second.getMetadata().getName());
  }

  /** What scheduler and kubelet do. */
  private Pod readerOn(String node) {
    Pod pod = story.mount(NAME, true);
    API.admin()
        .resource(
            new BindingBuilder()
                .withNewMetadata()
                .withNamespace(story.namespace)
                .withName(pod.getMetadata().getName())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build())
        .create();
    return API.admin()
        .pods()
        .inNamespace(story.namespace)
        .withName(pod.getMetadata().getName())
        .editStatus(
            stored ->
                new PodBuilder(stored).editOrNewStatus().withPhase("Running").endStatus().build());
  }
}
