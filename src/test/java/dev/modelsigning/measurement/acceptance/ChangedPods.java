// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.measurement.Runs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a tenant might have done to a measuring pod, one thing each. */
final class ChangedPods {
  private ChangedPods() {}

  static Map<String, Pod> notOwned() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("controlled by another Job", owner(o -> o.setUid("another-uid")));
    pods.put("owned by the Job but not controlled", owner(o -> o.setController(false)));
    pods.put("controlled by something else", owner(o -> o.setKind("ReplicaSet")));
    return pods;
  }

  static Map<String, Pod> notReserved() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("forged ownerReference", pod(p -> p.getMetadata().setName("looks-innocent")));
    pods.put("other Job's name", pod(p -> p.getMetadata().setName("oms-verify-other-x7k2p")));
    return pods;
  }

  static Map<String, Pod> withEphemeralContainer() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put(
        "in the specification",
        spec(
            s ->
                s.getEphemeralContainers()
                    .add(new EphemeralContainerBuilder().withName("debug").build())));
    pods.put(
        "in the status",
        pod(
            p ->
                p.getStatus()
                    .getEphemeralContainerStatuses()
                    .add(new ContainerStatusBuilder().withName("debug").build())));
    return pods;
  }

  static Map<String, Pod> withOtherContainers() {
    ContainerStatus more = new ContainerStatusBuilder().withName("more").build();
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("second container", pod(p -> p.getStatus().getContainerStatuses().add(more)));
    pods.put("init container", pod(p -> p.getStatus().getInitContainerStatuses().add(more)));
    pods.put("other name", status(s -> s.setName("other")));
    return pods;
  }

  static Map<String, Pod> withOtherImage() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("other digest", status(s -> s.setImageID("r.example/oms@sha256:" + "ff".repeat(32))));
    pods.put("no digest", status(s -> s.setImageID("r.example/oms:1")));
    pods.put("none", status(s -> s.setImageID(null)));
    return pods;
  }

  static Map<String, Pod> restarted() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("restart count", status(s -> s.setRestartCount(1)));
    pods.put("last state", status(s -> s.setLastState(s.getState())));
    return pods;
  }

  static Map<String, Pod> notSucceeded() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("exit code", status(s -> s.getState().getTerminated().setExitCode(20)));
    pods.put("failed", pod(p -> p.getStatus().setPhase("Failed")));
    pods.put("running", Runs.running());
    return pods;
  }

  static Map<String, Pod> withOtherContainerSpecification() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("image", container(c -> c.setImage("evil/oms")));
    pods.put("command", container(c -> c.getCommand().add("sh")));
    pods.put("arguments", container(c -> c.getArgs().add("--root=/tmp")));
    pods.put(
        "environment",
        container(c -> c.getEnv().add(new EnvVar("JAVA_TOOL_OPTIONS", "-javaagent:x", null))));
    pods.put("sub-path", container(c -> c.getVolumeMounts().getFirst().setSubPath("v2")));
    pods.put("mount path", container(c -> c.getVolumeMounts().getFirst().setMountPath("/m")));
    pods.put("privileged", container(c -> c.getSecurityContext().setPrivileged(true)));
    pods.put(
        "termination message from the log",
        container(c -> c.setTerminationMessagePolicy("FallbackToLogsOnError")));
    pods.put("terminal", container(c -> c.setTty(true)));
    return pods;
  }

  static Map<String, Pod> withOtherPodSpecification() {
    Volume more = new VolumeBuilder().withName("more").withNewEmptyDir().endEmptyDir().build();
    Container container = new ContainerBuilder().withName("more").build();
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("another container", spec(s -> s.getContainers().add(container)));
    pods.put("init container", spec(s -> s.getInitContainers().add(container)));
    pods.put("another volume", spec(s -> s.getVolumes().add(more)));
    pods.put("another claim", claim("other", true));
    pods.put("claim mounted for writing", claim("weights", false));
    pods.put("host network", spec(s -> s.setHostNetwork(true)));
    pods.put("shared processes", spec(s -> s.setShareProcessNamespace(true)));
    pods.put("restart policy", spec(s -> s.setRestartPolicy("OnFailure")));
    pods.put("pinned elsewhere", spec(s -> s.setNodeSelector(Map.of("disk", "evil"))));
    pods.put("other user", spec(s -> s.getSecurityContext().setRunAsUser(0L)));
    pods.put("token", spec(s -> s.setAutomountServiceAccountToken(true)));
    pods.put("other runtime", spec(s -> s.setRuntimeClassName("mine")));
    return pods;
  }

  private static Pod pod(Consumer<Pod> change) {
    Pod pod = Runs.endedPod().build();
    change.accept(pod);
    return pod;
  }

  private static Pod spec(Consumer<PodSpec> change) {
    return pod(p -> change.accept(p.getSpec()));
  }

  private static Pod container(Consumer<Container> change) {
    return spec(s -> change.accept(s.getContainers().getFirst()));
  }

  private static Pod claim(String name, boolean readOnly) {
    return spec(
        s -> {
          var claim = s.getVolumes().getFirst().getPersistentVolumeClaim();
          claim.setClaimName(name);
          claim.setReadOnly(readOnly);
        });
  }

  private static Pod status(Consumer<ContainerStatus> change) {
    return pod(p -> change.accept(p.getStatus().getContainerStatuses().getFirst()));
  }

  private static Pod owner(Consumer<OwnerReference> change) {
    return pod(p -> change.accept(p.getMetadata().getOwnerReferences().getFirst()));
  }
}
