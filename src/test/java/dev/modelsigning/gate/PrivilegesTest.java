// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can undo a read-only mount. */
final class PrivilegesTest {
  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide(String spec) {
    return new PodDecision(cluster, Clock.systemUTC(), Set.of())
        .decide(Pods.create(Pods.pod(spec)));
  }

  private static String container(String securityContext) {
    return "containers: [{name: server, image: i, securityContext: {" + securityContext + "}}]";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "privileged: true",
        "procMount: Unmasked",
        "windowsOptions: {hostProcess: true}",
        "capabilities: {add: [SYS_ADMIN]}",
        "capabilities: {add: [CAP_SYS_ADMIN]}",
        "capabilities: {add: [sys_module]}",
        "capabilities: {add: [SYS_RAWIO]}",
        "capabilities: {add: [DAC_READ_SEARCH]}",
        "capabilities: {add: [ALL], drop: [NET_RAW]}"
      })
  void privilegeIsRefusedInEveryKindOfContainer(String context) {
    String other = "containers: [{name: server, image: i}]\n";
    String bad = "[{name: bad, image: i, securityContext: {%s}}]".formatted(context);
    assertThat(decide(container(context)))
        .isDenied("container server has ", "requires that no container can undo a read-only mount");
    assertThat(decide(other + "initContainers: " + bad)).isDenied("container bad has ");
    assertThat(decide(other + "ephemeralContainers: " + bad)).isDenied("container bad has ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "privileged: false",
        "procMount: Default",
        "runAsUser: 0",
        "allowPrivilegeEscalation: true",
        "capabilities: {add: [NET_BIND_SERVICE, SYS_PTRACE, IPC_LOCK, MKNOD], drop: [ALL]}"
      })
  void harmlessSettingIsAdmitted(String context) {
    assertThat(decide(container(context))).isAllowed();
  }

  @Test
  void processesOfTheHostAreRefused() {
    assertThat(decide("hostPID: true\ncontainers: [{name: server, image: i}]"))
        .isDenied("it has hostPID: true");
  }

  @Test
  void nodesMadeBesideARawDeviceAreRefused() {
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("disk");
    assertThat(
            decide(
                """
                containers:
                - name: server
                  image: i
                  securityContext: {capabilities: {add: [MKNOD]}}
                  volumeDevices: [{name: d, devicePath: /dev/xvda}]
                volumes: [{name: d, persistentVolumeClaim: {claimName: disk}}]
                """))
        .isDenied("container server has the capability MKNOD together with volumeDevices");
  }

  private static String hostPath(String path, String mount) {
    return """
    containers: [{name: server, image: i, volumeMounts: [{name: h, mountPath: /h, %s}]}]
    volumes: [{name: h, hostPath: {path: %s}}]
    """
        .formatted(mount, path);
  }

  @Test
  void allowedHostPathIsReadOnlyAndAwayFromTheNodesOwnFiles() {
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.hostPath = Unverifiable.Allow;
    assertThat(decide(hostPath("/opt/nim", "readOnly: true"))).isAllowed();
    assertThat(decide(hostPath("/opt/nim", "readOnly: false")))
        .isDenied("volume h is hostPath /opt/nim, writable");
    for (String path :
        List.of(
            "/",
            "/var",
            "/var/lib/kubelet/pods",
            "/run/containerd/containerd.sock",
            "/var/run",
            "/dev/sda",
            "//proc/",
            "/opt/../dev")) {
      assertThat(decide(hostPath(path, "readOnly: true")))
          .isDenied("volume h is hostPath", "gives power over containers");
    }
  }

  @Test
  void policyMayAllowAnyPrivilege() {
    cluster.policy().getSpec().requirements = new PolicyRequirements();
    cluster.policy().getSpec().requirements.privileges = PrivilegeRequirement.Any;
    assertThat(decide(container("privileged: true"))).isAllowed();
  }
}
