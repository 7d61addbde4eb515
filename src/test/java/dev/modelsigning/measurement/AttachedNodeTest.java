package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttachedNodeTest {

  private static PersistentVolumeClaim claim(String... modes) {
    return new PersistentVolumeClaimBuilder()
        .withNewSpec()
        .withAccessModes(modes)
        .endSpec()
        .build();
  }

  private static Pod pod(String node, String phase) {
    return new PodBuilder()
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
            PodComparison.difference(
                JobTemplate.podSpec(Runs.request(), bound, Runs.IMAGE),
                JobTemplate.podSpec(Runs.request(), Runs.RUN, Runs.IMAGE)))
        .hasValueSatisfying(text -> assertThat(text).contains("spec.affinity"));
  }
}
