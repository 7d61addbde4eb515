// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import dev.modelsigning.measurement.acceptance.PodComparison;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementRun;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttachedNodeTest {

  private static PersistentVolumeClaim claim(String... modes) {
    return new PersistentVolumeClaimBuilder()
        .withNewSpec()
        .withAccessModes(modes)
        .endSpec()
        .build();
  }

  private static Pod pod(@Nullable String node, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void volumeOfOneNodeIsMeasuredWhereItIsInUse() {
    var pods = List.of(pod("old", "Succeeded"), pod(null, "Pending"), pod("node-1", "Running"));
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), pods)).contains("node-1");
  }

  @Test
  void volumeOfManyNodesIsMeasuredAnywhere() {
    var pods = List.of(pod("node-1", "Running"));
    assertThat(AttachedNode.of(claim("ReadWriteOnce", "ReadOnlyMany"), pods)).isEmpty();
    assertThat(AttachedNode.of(claim("ReadWriteMany"), pods)).isEmpty();
  }

  @Test
  void unusedVolumeIsMeasuredAnywhere() {
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of())).isEmpty();
  }

  @Test
  void podThatIsBeingDeletedSaysNothing() {
    Pod leaving =
        new PodBuilder(pod("node-1", "Running"))
            .editMetadata()
            .withDeletionTimestamp("2026-11-21T10:00:00Z")
            .endMetadata()
            .build();
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of(leaving))).isEmpty();
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of(leaving, pod("node-2", "Pending"))))
        .contains("node-2");
  }

  @Test
  void podThatRunsCountsMoreThanOneOfASilentNodeOrOneThatWaits() {
    Pod silent =
        new PodBuilder(pod("node-1", "Running"))
            .editStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("False")
            .endCondition()
            .endStatus()
            .build();
    Pod waiting = pod("node-2", "Pending");
    Pod running = pod("node-3", "Running");
    for (var order :
        List.of(List.of(silent, waiting, running), List.of(running, waiting, silent))) {
      assertThat(AttachedNode.of(claim("ReadWriteOnce"), order)).contains("node-3");
    }
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of(waiting, silent)))
        .contains("node-1");
  }

  @Test
  void measuringPodCountsOnceItRuns() {
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of(Runs.pending("node-1")))).isEmpty();
    assertThat(AttachedNode.of(claim("ReadWriteOnce"), List.of(Runs.running()))).contains("node-1");
  }

  @Test
  void jobOfAnAttachedVolumeIsBoundToTheNode() {
    var run = new MeasurementRun(Runs.RUN.jobName(), Runs.RUN.nonce(), Optional.of("node-1"));
    var terms =
        JobTemplate.podSpec(Runs.request(), run, Runs.IMAGE)
            .getAffinity()
            .getNodeAffinity()
            .getRequiredDuringSchedulingIgnoredDuringExecution()
            .getNodeSelectorTerms();
    assertThat(terms).hasSize(1);
    assertThat(terms.getFirst().getMatchFields().getFirst().getValues()).containsExactly("node-1");
  }

  @Test
  void podThatWasMovedOffItsNodeIsNotTheIntendedOne() {
    var bound = new MeasurementRun(Runs.RUN.jobName(), Runs.RUN.nonce(), Optional.of("node-1"));
    assertThat(
            PodComparison.of(
                    JobTemplate.podSpec(Runs.request(), bound, Runs.IMAGE),
                    JobTemplate.podSpec(Runs.request(), Runs.RUN, Runs.IMAGE))
                .difference())
        .hasValueSatisfying(text -> assertThat(text).contains("spec.affinity"));
  }
}
