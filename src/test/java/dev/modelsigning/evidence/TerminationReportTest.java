// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static TerminationReport withFingerprint(String fingerprint) throws EvidenceException {
    String json = withMessage("").toJson().replace("\"fingerprint\":\"\"", fingerprint);
    return TerminationReport.parse(json);
  }

  @Test
  void fingerprintIsCompared() throws EvidenceException {
    String digest = "sha256:" + "ab".repeat(32);
    assertThat(withFingerprint("\"fingerprint\":\"" + digest + "\"").comparableFingerprint())
        .contains(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:", "sha256:ABCD", "free text"})
  void textsThatAreNoFingerprintAreReadAndNotCompared(String text) throws EvidenceException {
    assertThat(withFingerprint("\"fingerprint\":\"" + text + "\"").comparableFingerprint())
        .isEmpty();
  }

  @Test
  void rootDigestInReportsOfEarlierBuildsIsNoFingerprint() throws EvidenceException {
    String root = "ab".repeat(32);
    TerminationReport report = withFingerprint("\"fingerprint\":\"" + root + "\"");
    assertThat(report.fingerprint()).isEqualTo(root);
    assertThat(report.comparableFingerprint()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"模", "\uD83D\uDE00", "'\"'", "'\\'", "x"})
  void staysBelowTheLimitOfKubernetesWhateverTheMessage(String unit) throws EvidenceException {
    TerminationReport report = withMessage(unit.repeat(10_000));
    assertThat(report.toJson().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationReport.MAX_BYTES);
    assertThat(TerminationReport.parse(report.toJson())).isEqualTo(report);
  }

  private static IgnoredPath ignored(String path) {
    return new IgnoredPath(
        path, IgnoredPath.Kind.FOLDER, 12, 3400, true, List.of(path + "/a", path + "/b"));
  }

  private static IgnoredContent reported(IgnoredContent content) throws EvidenceException {
    TerminationReport report = withMessage("").withUnmeasured(content, Siblings.NONE);
    assertThat(report.toJson().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationReport.MAX_BYTES);
    assertThat(TerminationReport.parse(report.toJson())).isEqualTo(report);
    return report.ignored();
  }

  @Test
  void listsWhatLiesAtIgnoredPaths() throws EvidenceException {
    IgnoredContent content = new IgnoredContent(List.of(ignored(".git"), ignored("logs")), 0);
    assertThat(reported(content)).isEqualTo(content);
  }

  @Test
  void listsWhatLiesBesideTheModelAndCountsWhatDoesNotFit() throws EvidenceException {
    Siblings few = new Siblings(List.of("a \" quoted", "b/c", "模型"), 0);
    assertThat(reportedBeside(few)).isEqualTo(few);

    List<String> many = IntStream.range(0, 500).mapToObj(i -> "path-" + i).toList();
    Siblings shortened = reportedBeside(new Siblings(many, 7));
    assertThat(shortened.paths()).isNotEmpty();
    assertThat(shortened.paths().size() + shortened.more()).isEqualTo(507);
  }

  private static Siblings reportedBeside(Siblings siblings) throws EvidenceException {
    List<IgnoredPath> paths = IntStream.range(0, 500).mapToObj(i -> ignored("path-" + i)).toList();
    TerminationReport report =
        withMessage("").withUnmeasured(new IgnoredContent(paths, 0), siblings);
    assertThat(report.toJson().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TerminationReport.MAX_BYTES);
    assertThat(TerminationReport.parse(report.toJson())).isEqualTo(report);
    return report.siblings();
  }

  @Test
  void leavesOutNamesAndThenPathsAndCountsThem() throws EvidenceException {
    List<IgnoredPath> some = IntStream.range(0, 20).mapToObj(i -> ignored("path-" + i)).toList();
    IgnoredContent unnamed = reported(new IgnoredContent(some, 0));
    assertThat(unnamed.paths()).hasSize(20).allMatch(path -> path.names().isEmpty());
    assertThat(unnamed.more()).isZero();

    List<IgnoredPath> many = IntStream.range(0, 500).mapToObj(i -> ignored("path-" + i)).toList();
    IgnoredContent shortened = reported(new IgnoredContent(many, 7));
    assertThat(shortened.paths()).isNotEmpty();
    assertThat(shortened.paths().size() + shortened.more()).isEqualTo(507);
  }

  @Test
  void countsPathsThatAStatusHasNoRoomFor() throws EvidenceException {
    IgnoredContent content =
        new IgnoredContent(List.of(ignored("x".repeat(1025)).withoutNames(), ignored("logs")), 0);
    assertThat(reported(content).paths()).extracting(IgnoredPath::path).containsExactly("logs");
    assertThat(reported(content).more()).isEqualTo(1);
  }

  @Test
  void aLongMessageLeavesNoRoomForPathsButCountsThem() {
    TerminationReport report =
        withMessage("m")
            .withUnmeasured(new IgnoredContent(List.of(ignored(".git")), 0), Siblings.NONE);
    assertThat(report.ignored()).isEqualTo(new IgnoredContent(List.of(), 1));
  }

  @Test
  void messageIsOneLine() {
    assertThat(withMessage("a\nb\u001b[31m").message()).doesNotContain("\n", "\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"version\":3', '\"version\":1', version 1",
    "'\"version\":3', '\"version\":4294967298', out of range",
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
