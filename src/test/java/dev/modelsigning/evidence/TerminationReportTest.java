// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminationReportTest {
  private static TerminationReport withMessage(String message) {
    return new TerminationReport(
        TerminationReport.VERSION,
        "nonce",
        "uid",
        0,
        TerminationReport.REFUSED,
        "SymbolicLink",
        message,
        "",
        "",
        3,
        4,
        "",
        TestPki.NOW);
  }

  @Test
  void comesBackAsItWas() throws EvidenceException {
    TerminationReport report = withMessage("'a' is a link");
    assertThat(TerminationReport.parse(report.toJson())).isEqualTo(report);
  }

  @ParameterizedTest
  @CsvSource({"模", "\uD83D\uDE00", "'\"'", "'\\'", "x"})
  void staysBelowTheLimitOfKubernetesWhateverTheMessage(String unit) throws EvidenceException {
    TerminationReport report = withMessage(unit.repeat(10_000));
    assertThat(report.toJson().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationReport.MAX_BYTES);
    assertThat(TerminationReport.parse(report.toJson())).isEqualTo(report);
  }

  @Test
  void messageIsOneLine() {
    assertThat(withMessage("a\nb\u001b[31m").message()).doesNotContain("\n", "\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\":2', '\"version\":1', version 1",
    "'\"version\":2', '\"version\":4294967298', out of range",
    "'\"nonce\":\"nonce\",', '', nonce",
    "'\"result\":\"Refused\"', '\"result\":\"Good\"', result",
    "'\"files\":3', '\"files\":-3', files",
    "',\"ignored\":{\"paths\":[],\"more\":0}', '', ignored paths",
    "'\"more\":0', '\"more\":-1', ignored paths",
    "'\"files\":3', '\"files\":3,\"files\":4', not a report",
    "'2026-06-01T12:00:00Z', 'yesterday', not a report",
    "'}', '', not a report"
  })
  void refusesOtherJson(String part, String replacement, String problem) {
    String json = withMessage("m").toJson();
    assertThat(json).contains(part);
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> TerminationReport.parse(json.replace(part, replacement)))
        .withMessageContaining(problem);
  }

  @Test
  void refusesWhatIsLongerThanKubernetesKeeps() {
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> TerminationReport.parse(" ".repeat(TerminationReport.MAX_BYTES + 1)));
  }
}
