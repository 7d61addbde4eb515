// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import dev.modelsigning.volume.WritePrivilege.Kind;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritePrivilegeTest {
  private static final PodBuilder PLAIN =
      new PodBuilder()
          .withNewSpec()
          .addNewInitContainer()
          .withName("init")
          .endInitContainer()
          .addNewContainer()
          .withName("server")
          .endContainer()
          .endSpec();

  private static Pod with(SecurityContext security) {
    return new PodBuilder(PLAIN.build())
        .editSpec()
        .editFirstContainer()
        .withSecurityContext(security)
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod adding(String... capabilities) {
    return with(
        new SecurityContextBuilder()
            .withNewCapabilities()
            .withDrop("ALL")
            .withAdd(capabilities)
            .endCapabilities()
            .build());
  }

  private static void assertOnly(Pod pod, Kind kind) {
    assertThat(WritePrivilege.of(pod)).extracting(WritePrivilege::kind).containsExactly(kind);
  }

  @Test
  void plainPodAndMeasuringPodHaveNone() {
    assertThat(WritePrivilege.of(PLAIN.build())).isEmpty();
    assertThat(WritePrivilege.of(Runs.running())).isEmpty();
    assertThat(WritePrivilege.of(new PodBuilder().build())).isEmpty();
  }

  @Test
  void privilegedContainerHasOne() {
    assertOnly(with(new SecurityContextBuilder().withPrivileged(true).build()), Kind.PRIVILEGED);
  }

  @Test
  void initAndEphemeralContainersCountToo() {
    var privileged = new SecurityContextBuilder().withPrivileged(true).build();
    Pod pod =
        new PodBuilder(PLAIN.build())
            .editSpec()
            .editFirstInitContainer()
            .withSecurityContext(privileged)
            .endInitContainer()
            .addToEphemeralContainers(
                new EphemeralContainerBuilder()
                    .withName("debug")
                    .withSecurityContext(privileged)
                    .build())
            .endSpec()
            .build();

    assertThat(WritePrivilege.of(pod))
        .extracting(WritePrivilege::container)
        .containsExactly(Optional.of("init"), Optional.of("debug"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SYS_ADMIN",
        "SYS_MODULE",
        "SYS_RAWIO",
        "SYS_BOOT",
        "DAC_READ_SEARCH",
        "ALL",
        "all",
        "CAP_SYS_ADMIN",
        "sys_admin"
      })
  void capabilityThatUndoesReadOnlyIsOneHoweverItIsSpelled(String capability) {
    assertOnly(adding("NET_BIND_SERVICE", capability), Kind.CAPABILITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NET_BIND_SERVICE", "CHOWN", "IPC_LOCK", "SYS_PTRACE", "MKNOD"})
  void otherCapabilitiesAreNone(String capability) {
    assertThat(WritePrivilege.of(adding(capability))).isEmpty();
  }

  @Test
  void makingNodesIsOneOnlyTogetherWithDevices() {
    assertOnly(withDevice(adding("MKNOD")), Kind.DEVICE_NODES);
    // Runtimes give MKNOD unless it is dropped.
    assertOnly(withDevice(PLAIN.build()), Kind.DEVICE_NODES);
    assertThat(WritePrivilege.of(withDevice(adding("CHOWN")))).isEmpty();
  }

  private static Pod withDevice(Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .editFirstContainer()
        .addNewVolumeDevice("/dev/x", "disk")
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void unmaskedProcIsOne() {
    assertOnly(
        with(new SecurityContextBuilder().withProcMount("Unmasked").build()), Kind.UNMASKED_PROC);
    assertThat(
            WritePrivilege.of(with(new SecurityContextBuilder().withProcMount("Default").build())))
        .isEmpty();
  }

  @Test
  void processesOfTheNodeAreOne() {
    assertOnly(
        new PodBuilder(PLAIN.build()).editSpec().withHostPID(true).endSpec().build(),
        Kind.HOST_PID);
  }

  @Test
  void windowsProcessOfTheNodeIsOneInPodAndContainer() {
    assertOnly(
        with(
            new SecurityContextBuilder()
                .withNewWindowsOptions()
                .withHostProcess(true)
                .endWindowsOptions()
                .build()),
        Kind.HOST_PROCESS);
    assertOnly(
        new PodBuilder(PLAIN.build())
            .editSpec()
            .withNewSecurityContext()
            .withNewWindowsOptions()
            .withHostProcess(true)
            .endWindowsOptions()
            .endSecurityContext()
            .endSpec()
            .build(),
        Kind.HOST_PROCESS);
  }

  @Test
  void directoryOfTheNodeIsOne() {
    Pod pod =
        new PodBuilder(PLAIN.build())
            .editSpec()
            .addNewVolume()
            .withName("logs")
            .withNewHostPath("/var/log", "")
            .endVolume()
            .endSpec()
            .build();

    assertThat(WritePrivilege.of(pod))
        .isEqualTo(List.of(new WritePrivilege(Kind.HOST_PATH, Optional.empty(), "logs")));
  }

  @Test
  void textNamesContainerAndField() {
    assertThat(WritePrivilege.of(adding("SYS_ADMIN", "SYS_RAWIO")).getFirst().text())
        .isEqualTo("container server has capabilities.add SYS_ADMIN SYS_RAWIO");
  }
}
