// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.ReportReason;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.ContainerReport.Result;
import dev.modelsigning.measurement.acceptance.RefusalReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerReportTest {
  private static ContainerReport reported(String result, String reason, String message) {
    return ContainerReport.of(
        new TerminationReport(
            TerminationReport.VERSION,
            "nonce",
            "job-uid",
            0,
            result,
            reason,
            message,
            "",
            "",
            0,
            0,
            "",
            Instant.EPOCH));
  }

  @Test
  void knownWordsAreParsed() {
    assertThat(reported(TerminationReport.REFUSED, "SignatureFileMissing", "no file"))
        .isEqualTo(new ContainerReport(Result.REFUSED, Reason.SignatureFileMissing, "no file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EmptyModel", "SignatureVerified", "GuardMissing", "readFailed"})
  void reasonThatContainersNeverGiveCountsAsNotMeasured(String word) {
    ContainerReport reported = reported(TerminationReport.REFUSED, word, "why");

    assertThat(reported.reason()).isEqualTo(Reason.NotMeasured);
    assertThat(reported.message()).contains(word, "why");
  }

  @Test
  void resultOfAnotherProtocolCountsAsFailed() {
    assertThat(reported("Splendid", "", "").result()).isEqualTo(Result.FAILED);
  }

  @Test
  void messageCannotChangeItsDirectionOrItsLine() {
    assertThat(
            reported(TerminationReport.REFUSED, "ContentRefused", "a\u202eb\u2028c\u0007d")
                .message())
        .isEqualTo("a\\u202eb\\u2028c\\u0007d");
  }

  @Test
  void messageIsOneBoundedLine() {
    assertThat(reported(TerminationReport.FAILED, "x\ny".repeat(100), "z").message())
        .doesNotContain("\n")
        .hasSizeLessThan(520);
  }

  @ParameterizedTest
  @EnumSource(ReportReason.class)
  void everyReasonOfAReportIsAReasonOfTheApiByTheSameName(ReportReason word) {
    assertThat(reported(TerminationReport.FAILED, word.text(), "why").reason())
        .isEqualTo(Reason.of(word.text()).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(RefusalReason.class)
  void ofRunsThatAreNotBelievedOnlyAChangedPodIsFinal(RefusalReason refusal) {
    assertThat(RefusalReasons.of(refusal).isFinal())
        .isEqualTo(refusal == RefusalReason.SPEC_CHANGED);
    assertThat(RefusalReasons.of(refusal).refusesTheSignature()).isFalse();
  }
}
