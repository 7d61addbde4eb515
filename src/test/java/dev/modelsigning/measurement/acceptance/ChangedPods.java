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
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceClaim;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.LinkedHashMap;
import java.util.List;
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
    pods.put(
        "device of a plugin",
        container(c -> c.getResources().getLimits().put("vendor.example/gpu", new Quantity("1"))));
    pods.put(
        "claimed device",
        container(c -> c.getResources().setClaims(List.of(new ResourceClaim("gpu", null)))));
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
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("measuring container renamed", container(c -> c.setName("other")));
    pods.put("host processes", spec(s -> s.setHostPID(true)));
    pods.put("host interprocess communication", spec(s -> s.setHostIPC(true)));
    pods.put("service links", spec(s -> s.setEnableServiceLinks(true)));
    pods.put(
        "sysctls", spec(s -> s.getSecurityContext().setSysctls(List.of(new Sysctl("a", "b")))));
    pods.put(
        "SELinux type",
        spec(
            s ->
                s.getSecurityContext()
                    .setSeLinuxOptions(new SELinuxOptions("s0", null, "spc_t", null))));
    pods.put("another claim", claim("other", true));
    pods.put("claim mounted for writing", claim("weights", false));
    pods.put("host network", spec(s -> s.setHostNetwork(true)));
    pods.put("shared processes", spec(s -> s.setShareProcessNamespace(true)));
    pods.put("restart policy", spec(s -> s.setRestartPolicy("OnFailure")));
    pods.put("other user", spec(s -> s.getSecurityContext().setRunAsUser(0L)));
    pods.put("token", spec(s -> s.setAutomountServiceAccountToken(true)));
    pods.put("other runtime", spec(s -> s.setRuntimeClassName("mine")));
    return pods;
  }

  /** Containers beside the measuring one that could reach what it reads, or its processes. */
  static Map<String, Pod> withUnsafeSidecar() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.putAll(withPrivilegedSidecar());
    pods.putAll(withAddedVolume());
    pods.put(
        "mounts the model",
        sidecar(c -> c.addNewVolumeMount().withName("model").withMountPath("/m").endVolumeMount()));
    pods.put(
        "mounts the scratch folder",
        sidecar(c -> c.addNewVolumeMount().withName("tmp").withMountPath("/m").endVolumeMount()));
    pods.put("block device", sidecar(c -> c.addNewVolumeDevice("/dev/x", "other")));
    pods.put("unknown field", sidecar(c -> c.addToAdditionalProperties("shareEverything", true)));
    pods.put(
        "as init container",
        spec(
            s ->
                s.getInitContainers()
                    .add(
                        new ContainerBuilder()
                            .withName("more")
                            .addNewVolumeMount()
                            .withName("model")
                            .withMountPath("/m")
                            .endVolumeMount()
                            .build())));
    pods.put(
        "shares processes",
        pod(
            p -> {
              p.getSpec().setShareProcessNamespace(true);
              p.getSpec().getContainers().add(new ContainerBuilder().withName("more").build());
            }));
    return pods;
  }

  private static Map<String, Pod> withPrivilegedSidecar() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put(
        "privileged",
        sidecar(c -> c.withNewSecurityContext().withPrivileged(true).endSecurityContext()));
    for (String capability : List.of("SYS_ADMIN", "CAP_SYS_PTRACE", "sys_ptrace", "ALL")) {
      pods.put(
          "capability " + capability,
          sidecar(
              c ->
                  c.withNewSecurityContext()
                      .withNewCapabilities()
                      .withAdd(capability)
                      .endCapabilities()
                      .endSecurityContext()));
    }
    pods.put(
        "unmasked /proc",
        sidecar(c -> c.withNewSecurityContext().withProcMount("Unmasked").endSecurityContext()));
    pods.put(
        "no seccomp",
        sidecar(
            c ->
                c.withNewSecurityContext()
                    .withNewSeccompProfile()
                    .withType("Unconfined")
                    .endSeccompProfile()
                    .endSecurityContext()));
    pods.put(
        "SELinux options",
        sidecar(
            c ->
                c.withNewSecurityContext()
                    .withNewSeLinuxOptions()
                    .withType("spc_t")
                    .endSeLinuxOptions()
                    .endSecurityContext()));
    return pods;
  }

  private static Map<String, Pod> withAddedVolume() {
    Map<String, Pod> pods = new LinkedHashMap<>();
    pods.put("volume of the node", volume(v -> v.withNewHostPath("/", "Directory")));
    pods.put(
        "volume of another claim", volume(v -> v.withNewPersistentVolumeClaim("other", false)));
    pods.put("the same claim again", volume(v -> v.withNewPersistentVolumeClaim("weights", false)));
    pods.put("volume of a driver", volume(v -> v.withNewCsi().withDriver("x").endCsi()));
    return pods;
  }

  private static Pod sidecar(Consumer<ContainerBuilder> change) {
    ContainerBuilder container = new ContainerBuilder().withName("more").withImage("r/more");
    change.accept(container);
    return spec(s -> s.getContainers().add(0, container.build()));
  }

  private static Pod volume(Consumer<VolumeBuilder> change) {
    VolumeBuilder volume = new VolumeBuilder().withName("more");
    change.accept(volume);
    return spec(s -> s.getVolumes().add(0, volume.build()));
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
