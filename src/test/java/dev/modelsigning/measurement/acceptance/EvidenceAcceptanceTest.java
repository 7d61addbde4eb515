// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Runs;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EvidenceAcceptanceTest {

  @Test
  void acceptsThePodThatRanAsIntended() {
    assertThat(EvidenceAcceptance.judge(Runs.known(), Runs.endedPod().build()))
        .isInstanceOfSatisfying(
            Acceptance.Accepted.class,
            accepted -> assertThat(accepted.report()).isEqualTo(Runs.report()));
  }

  @Test
  void acceptsWhatALimitRangeAndAServiceAccountAdd() {
    Pod pod =
        Runs.endedPod()
            .editSpec()
            .addToImagePullSecrets(new LocalObjectReference("pull"))
            .editFirstContainer()
            .editResources()
            .addToLimits(Map.of("cpu", new Quantity("2")))
            .endResources()
            .endContainer()
            .endSpec()
            .build();

    assertThat(EvidenceAcceptance.judge(Runs.known(), pod)).isInstanceOf(Acceptance.Accepted.class);
  }

  @TestFactory
  Stream<DynamicTest> refusesAPodThatIsNotTheOneThatWasMade() {
    return Stream.of(
            refused(RefusalReason.POD_NOT_OWNED, ChangedPods.notOwned()),
            refused(RefusalReason.NAME_NOT_RESERVED, ChangedPods.notReserved()),
            refused(RefusalReason.EPHEMERAL_CONTAINER, ChangedPods.withEphemeralContainer()),
            refused(RefusalReason.SPEC_CHANGED, ChangedPods.withOtherContainerSpecification()),
            refused(RefusalReason.SPEC_CHANGED, ChangedPods.withOtherPodSpecification()),
            refused(RefusalReason.SPEC_CHANGED, ChangedPods.withUnsafeSidecar()),
            refused(RefusalReason.CONTAINERS_CHANGED, ChangedPods.withOtherContainers()),
            refused(RefusalReason.IMAGE_CHANGED, ChangedPods.withOtherImage()),
            refused(RefusalReason.RESTARTED, ChangedPods.restarted()),
            refused(RefusalReason.EXIT_CODE, ChangedPods.notSucceeded()))
        .flatMap(tests -> tests);
  }

  private static Stream<DynamicTest> refused(RefusalReason reason, Map<String, Pod> pods) {
    return pods.entrySet().stream()
        .map(
            pod ->
                DynamicTest.dynamicTest(
                    reason + ": " + pod.getKey(),
                    () -> assertRefused(Runs.known(), pod.getValue(), reason)));
  }

  @Test
  void refusesWithoutTheGuard() {
    assertRefused(
        Runs.known(Optional.of(Runs.IDENTITY), List.of(), false), RefusalReason.GUARD_MISSING);
  }

  @Test
  void refusesWhenTheVolumeChanged() {
    assertRefused(
        Runs.known(Optional.of("sha256:" + "02".repeat(32)), List.of(), true),
        RefusalReason.VOLUME_CHANGED);
  }

  @Test
  void refusesWhenTheVolumeIsGone() {
    assertRefused(Runs.known(Optional.empty(), List.of(), true), RefusalReason.VOLUME_CHANGED);
  }

  @Test
  void refusesWhenSomebodyWroteDuringTheRun() {
    assertRefused(
        Runs.known(Optional.of(Runs.IDENTITY), List.of("writer"), true),
        RefusalReason.WRITER_DURING_RUN);
  }

  @Test
  void refusesAnotherNonce() {
    var report = Runs.report("f".repeat(32), Runs.JOB_UID, TerminationReport.MEASURED);
    assertRefused(
        Runs.known(), Runs.endedPod(report.toJson()).build(), RefusalReason.NONCE_MISMATCH);
  }

  @Test
  void refusesTheReportOfAnotherJob() {
    var report = Runs.report(Runs.RUN.nonce(), "another-uid", TerminationReport.MEASURED);
    assertRefused(
        Runs.known(), Runs.endedPod(report.toJson()).build(), RefusalReason.JOB_UID_MISMATCH);
  }

  @Test
  void refusesAPodWithoutReport() {
    assertRefused(Runs.known(), Runs.endedPod(null).build(), RefusalReason.REPORT_UNREADABLE);
    assertRefused(Runs.known(), Runs.endedPod("hello").build(), RefusalReason.REPORT_UNREADABLE);
  }

  private static void assertRefused(EvidenceAcceptance.Run known, RefusalReason reason) {
    assertRefused(known, Runs.endedPod().build(), reason);
  }

  private static void assertRefused(EvidenceAcceptance.Run known, Pod pod, RefusalReason reason) {
    assertThat(EvidenceAcceptance.judge(known, pod))
        .isInstanceOfSatisfying(
            Acceptance.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.message()).isNotBlank();
            });
  }
}
