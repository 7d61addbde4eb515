// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementRun;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What platforms add to the pods of others, and what of it is believed to be harmless. */
class PodAdditionsTest {

  private static PodSpec changed(UnaryOperator<PodSpecBuilder> change) {
    return change.apply(new PodSpecBuilder(Runs.endedPod().build().getSpec())).build();
  }

  private static PodComparison compared(PodSpec actual) {
    return PodComparison.of(JobTemplate.podSpec(Runs.request(), Runs.RUN, Runs.IMAGE), actual);
  }

  @Test
  void whatEveryClusterAddsIsNotListed() {
    assertThat(compared(Runs.endedPod().build().getSpec()))
        .isEqualTo(new PodComparison(Optional.empty(), List.of()));
  }

  @TestFactory
  Stream<DynamicTest> acceptsAndListsWhatPlatformsAdd() {
    return Stream.of(ofPods(), ofSecurityContexts(), ofContainers())
        .flatMap(additions -> additions.entrySet().stream())
        .map(
            platform ->
                DynamicTest.dynamicTest(
                    platform.getKey(),
                    () -> {
                      PodComparison compared = compared(changed(platform.getValue()));
                      assertThat(compared.difference()).isEmpty();
                      assertThat(compared.additions())
                          .singleElement()
                          .asString()
                          .startsWith(platform.getKey());
                    }));
  }

  private static Map<String, UnaryOperator<PodSpecBuilder>> ofPods() {
    return Map.ofEntries(
        Map.entry("nodeSelector", s -> s.addToNodeSelector("pool", "cpu")),
        Map.entry(
            "tolerations",
            s -> s.addNewToleration().withKey("spot").withOperator("Exists").endToleration()),
        Map.entry("priorityClassName", s -> s.withPriorityClassName("low").withPriority(-1)),
        Map.entry("schedulerName", s -> s.withSchedulerName("volcano")),
        Map.entry(
            "imagePullSecrets", s -> s.withImagePullSecrets(new LocalObjectReference("pull"))),
        Map.entry(
            "dnsConfig",
            s ->
                s.withNewDnsConfig()
                    .endDnsConfig()
                    .editDnsConfig()
                    .addToNameservers("169.254.20.10")
                    .endDnsConfig()),
        Map.entry("dnsPolicy", s -> s.withDnsPolicy("None")),
        Map.entry("hostAliases", s -> s.withHostAliases(new HostAlias(List.of("a"), "10.0.0.1"))),
        Map.entry(
            "topologySpreadConstraints",
            s -> s.addNewTopologySpreadConstraint().withMaxSkew(1).endTopologySpreadConstraint()),
        Map.entry("readinessGates", s -> s.addNewReadinessGate("target-health.example")),
        Map.entry("terminationGracePeriodSeconds", s -> s.withTerminationGracePeriodSeconds(25L)),
        Map.entry(
            "affinity",
            s ->
                s.withNewAffinity()
                    .withNewPodAntiAffinity()
                    .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                    .withWeight(1)
                    .endPreferredDuringSchedulingIgnoredDuringExecution()
                    .endPodAntiAffinity()
                    .endAffinity()));
  }

  private static Map<String, UnaryOperator<PodSpecBuilder>> ofSecurityContexts() {
    return Map.ofEntries(
        Map.entry(
            "securityContext.fsGroup",
            s -> s.editSecurityContext().withFsGroup(1000680000L).endSecurityContext()),
        Map.entry(
            "securityContext.seLinuxOptions",
            s ->
                s.editSecurityContext()
                    .withNewSeLinuxOptions()
                    .withLevel("s0:c26,c5")
                    .endSeLinuxOptions()
                    .endSecurityContext()));
  }

  private static Map<String, UnaryOperator<PodSpecBuilder>> ofContainers() {
    return Map.ofEntries(
        Map.entry(
            "container imagePullPolicy",
            s -> s.editFirstContainer().withImagePullPolicy("Always").endContainer()),
        Map.entry(
            "container resources",
            s ->
                s.editFirstContainer()
                    .editResources()
                    .addToLimits("cpu", new Quantity("1"))
                    .endResources()
                    .endContainer()),
        Map.entry(
            "variable HTTPS_PROXY",
            s ->
                s.editFirstContainer()
                    .addToEnv(0, new EnvVar("HTTPS_PROXY", "http://proxy:3128", null))
                    .endContainer()),
        Map.entry(
            "variable no_proxy",
            s ->
                s.editFirstContainer()
                    .addToEnv(new EnvVar("no_proxy", ".svc", null))
                    .endContainer()));
  }

  @TestFactory
  Stream<DynamicTest> refusesVariablesThatChangeAProgram() {
    return Stream.of(
            "LD_PRELOAD",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "PATH",
            "Http_Proxy",
            "OMS_JOB_UID")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () ->
                        assertThat(
                                compared(
                                        changed(
                                            s ->
                                                s.editFirstContainer()
                                                    .addToEnv(new EnvVar(name, "x", null))
                                                    .endContainer()))
                                    .difference())
                            .hasValueSatisfying(text -> assertThat(text).contains("env"))));
  }

  /** As Istio adds them: an init container, a proxy, and volumes that only these mount. */
  private static Pod inAMesh(String phase) {
    return Runs.endedPod()
        .editSpec()
        .addNewInitContainer()
        .withName("istio-init")
        .withImage("istio/proxyv2:1.27.0")
        .withNewSecurityContext()
        .withRunAsUser(0L)
        .withNewCapabilities()
        .withAdd("NET_ADMIN", "NET_RAW")
        .endCapabilities()
        .endSecurityContext()
        .endInitContainer()
        .addToContainers(
            0,
            new ContainerBuilder()
                .withName("istio-proxy")
                .withImage("istio/proxyv2:1.27.0")
                .addNewVolumeMount()
                .withName("istio-token")
                .withMountPath("/var/run/secrets/tokens")
                .endVolumeMount()
                .build())
        .addNewVolume()
        .withName("istio-envoy")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("istio-token")
        .withNewProjected()
        .endProjected()
        .endVolume()
        .endSpec()
        .editStatus()
        .withPhase(phase)
        .addToContainerStatuses(
            0,
            new ContainerStatusBuilder()
                .withName("istio-proxy")
                .withRestartCount(3)
                .withNewState()
                .withNewRunning("2026-11-21T10:00:00Z")
                .endState()
                .build())
        .addToInitContainerStatuses(new ContainerStatusBuilder().withName("istio-init").build())
        .endStatus()
        .build();
  }

  @Test
  void acceptsTheResultBesideASidecarThatLivesOn() {
    assertThat(EvidenceAcceptance.judge(Runs.known(), inAMesh("Running")))
        .isInstanceOfSatisfying(
            Acceptance.Accepted.class,
            accepted ->
                assertThat(accepted.additions())
                    .containsExactly(
                        "container istio-proxy (image istio/proxyv2:1.27.0)",
                        "container istio-init (image istio/proxyv2:1.27.0)"));
  }

  @Test
  void measuringContainerMountsNoAddedVolume() {
    Pod pod = inAMesh("Running");
    pod.getSpec()
        .getContainers()
        .get(1)
        .getVolumeMounts()
        .add(pod.getSpec().getContainers().getFirst().getVolumeMounts().getFirst());
    assertThat(EvidenceAcceptance.specification(Runs.known().intended(), pod))
        .hasValueSatisfying(
            refused ->
                assertThat(refused.message())
                    .contains(
                        "volumeMounts[2]", "istio-token", "modelsigning.dev/measurement=true"));
  }

  @Test
  void nodeOfTheVolumeStaysDemanded() {
    var bound = new MeasurementRun(Runs.RUN.jobName(), Runs.RUN.nonce(), Optional.of("node-1"));
    PodSpec intended = JobTemplate.podSpec(Runs.request(), bound, Runs.IMAGE);
    PodSpec narrower =
        new PodSpecBuilder(intended)
            .editAffinity()
            .withNewPodAffinity()
            .endPodAffinity()
            .endAffinity()
            .build();
    PodSpec elsewhere =
        new PodSpecBuilder(intended)
            .editAffinity()
            .editNodeAffinity()
            .editRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addNewMatchExpression()
            .withKey("zone")
            .withOperator("Exists")
            .endMatchExpression()
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .build();
    PodSpec anywhere = new PodSpecBuilder(intended).withAffinity(null).build();

    assertThat(PodComparison.of(intended, narrower).difference()).isEmpty();
    assertThat(PodComparison.of(intended, elsewhere).difference()).isPresent();
    assertThat(PodComparison.of(intended, anywhere).difference()).isPresent();
  }
}
