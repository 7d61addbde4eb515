// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuringPodsTest {
  private static final String JOB_CONTROLLER = "system:serviceaccount:kube-system:job-controller";

  private final FakeCluster cluster = new FakeCluster();
  private final MeasuringPods measuring = new MeasuringPods(cluster);

  private static Pod pod(String name, boolean readOnly) {
    return new PodBuilder(
            Pods.pod(
                """
                containers: [{name: m, image: i, volumeMounts: [{name: m, mountPath: /model}]}]
                volumes: [{name: m, persistentVolumeClaim: {claimName: model, readOnly: %s}}]
                """
                    .formatted(readOnly)))
        .editMetadata()
        .withName(name)
        .addNewOwnerReference()
        .withKind("Job")
        .withUid("job-uid")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void acceptsPodOfARecordedJob() {
    cluster.measurements.add("job-uid");
    assertThat(measuring.isOne(Pods.create(pod("oms-verify-a-1", true), JOB_CONTROLLER))).isTrue();
  }

  @Test
  void acceptsPodWhereAllControllersShareOneIdentity() {
    cluster.measurements.add("job-uid");
    assertThat(
            measuring.isOne(
                Pods.create(pod("oms-verify-a-1", true), "system:kube-controller-manager")))
        .isTrue();
  }

  @Test
  void refusesPodWithAnythingElseThatHoldsData() {
    cluster.measurements.add("job-uid");
    Pod pod = pod("oms-verify-a-1", true);
    pod.getSpec()
        .getVolumes()
        .add(new VolumeBuilder().withName("h").withNewHostPath("/", "").build());
    assertThat(measuring.isOne(Pods.create(pod, JOB_CONTROLLER))).isFalse();
  }

  @Test
  void acceptsPodOfARecordedJobThatMeasuresAnImage() {
    cluster.measurements.add("job-uid");
    Pod pod = pod("oms-verify-a-1", true);
    pod.getSpec()
        .setVolumes(
            List.of(
                new VolumeBuilder()
                    .withName("m")
                    .withNewImage("IfNotPresent", "r/m@sha256:" + "1".repeat(64))
                    .build()));
    assertThat(measuring.isOne(Pods.create(pod, JOB_CONTROLLER))).isTrue();
    cluster.measurements.clear();
    assertThat(measuring.isOne(Pods.create(pod, JOB_CONTROLLER))).isFalse();
  }

  @Test
  void refusesPodOfATenantsJobWithAReservedName() {
    assertThat(measuring.isOne(Pods.create(pod("oms-verify-a-1", true), JOB_CONTROLLER))).isFalse();
  }

  @Test
  void refusesPodOfAnotherCreator() {
    cluster.measurements.add("job-uid");
    assertThat(measuring.isOne(Pods.create(pod("oms-verify-a-1", true), "tenant"))).isFalse();
  }

  @Test
  void aSchedulerBindsThePodOfTheMeasuringJob() {
    Pod pod = pod("oms-verify-a-1", true);
    var binding =
        new PodRequest(
            "CREATE",
            PodRequest.BINDING,
            FakeCluster.NAMESPACE,
            "system:kube-scheduler",
            pod,
            Optional.empty());
    assertThat(measuring.isOne(binding)).isFalse();
    cluster.measurements.add("job-uid");
    assertThat(measuring.isOne(binding)).isTrue();
  }

  @Test
  void refusesPodWithoutTheReservedName() {
    cluster.measurements.add("job-uid");
    assertThat(measuring.isOne(Pods.create(pod("other-1", true), JOB_CONTROLLER))).isFalse();
  }

  @Test
  void refusesPodThatCouldWrite() {
    cluster.measurements.add("job-uid");
    assertThat(measuring.isOne(Pods.create(pod("oms-verify-a-1", false), JOB_CONTROLLER)))
        .isFalse();
  }
}
