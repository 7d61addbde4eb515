// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are for people. What decides is an enum, parsed once where a text is read back. */
class DecisionsNeverCompareTextsTest {
  private static final Path MAIN = Path.of("src", "main", "java", "dev", "modelsigning");

  /** Files that may compare texts, and why. */
  private static final Map<String, String> MAY_COMPARE =
      Map.of(
          "Pkcs11Uri.java", "the attribute 'type' of a PKCS #11 URI is a text",
          "ModelFile.java", "the type of a file system is a text of the operating system",
          "IdentityStore.java", "the type of a file system is a text of the operating system",
          "LostAndFound.java", "the type of a file system is a text of the operating system",
          "TimeDoubt.java", "the type of a file system is a text of the operating system",
          "Backends.java", "the type of a volume is the name of a member of its specification");

  /** Files in the cluster's packages that may write such words, and why. */
  private static final Map<String, String> MAY_WRITE_WORDS =
      Map.of("KubernetesWords.java", "words of Kubernetes that look like reasons of the operator");

  /** All sources: a text is not a decision in the core either. */
  static Stream<Path> sources() {
    return walk(MAIN);
  }

  /** The core does not know the API; what it names in its own words is mapped to reasons. */
  static Stream<Path> sourcesOfTheCluster() {
    return PackageTable.rows().stream()
        .filter(row -> !row.core() && !row.name().equals("api.v1alpha1"))
        .map(row -> MAIN.resolve(row.name().replace('.', '/')))
        .flatMap(DecisionsNeverCompareTextsTest::walk)
        .distinct();
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void noDecisionComparesTexts(Path source) throws IOException {
    if (!MAY_COMPARE.containsKey(source.getFileName().toString())) {
      assertThat(TextComparisons.in(Files.readString(source)))
          .as("%s: compare enums with == or in a switch; Kubernetes' words by a constant", source)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("sourcesOfTheCluster")
  void reasonsAndConditionTypesAreWrittenAsConstants(Path source) throws IOException {
    if (!MAY_WRITE_WORDS.containsKey(source.getFileName().toString())) {
      assertThat(TextComparisons.wordsIn(Files.readString(source)))
          .as("%s: use Reason and ConditionType", source)
          .isEmpty();
    }
  }

  @Test
  void exceptionsAreStillNeeded() {
    assertThat(found(sources(), MAY_COMPARE, TextComparisons::in))
        .containsAll(MAY_COMPARE.keySet());
    assertThat(found(sourcesOfTheCluster(), MAY_WRITE_WORDS, TextComparisons::wordsIn))
        .containsAll(MAY_WRITE_WORDS.keySet());
  }

  private static List<String> found(
      Stream<Path> sources,
      Map<String, String> exceptions,
      Function<String, List<String>> whatIsFound) {
    return sources
        .filter(source -> exceptions.containsKey(source.getFileName().toString()))
        .filter(source -> !whatIsFound.apply(read(source)).isEmpty())
        .map(source -> source.getFileName().toString())
        .toList();
  }

  private static String read(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIGNATURE_REFUSED.contains(p.reason)",
        "MAY_PASS.contains(report.reason())",
        "RETRIED.contains(reason)",
        "Objects.equals(status.reason, \"WriterAppeared\")",
        "Objects.equals(\n    after.reason,\n    \"Measuring\")",
        "Objects.equals(before.reason, after.reason)",
        "status.reason.equals(before.reason)",
        "Objects.equals(ended.getReason(), \"OOMKilled\")",
        "Objects.equals(c.getType(), \"Failed\") || other(c)",
        "Objects.equals(pod.getStatus().getPhase(), \"Succeeded\")",
        "\"Ready\".equals(condition.getType())",
        "condition.getMessage().contains(\"quota\")",
        "message.contains(REFUSED_BY_GUARD)",
        "verdict.reasonText().startsWith(\"Certificate\")",
        "REASON.matcher(report.reason()).matches()",
        "switch (status.reason) { case \"Measuring\" -> true; }",
        "reasons.filter(\"Measuring\"::equals)",
        "report.result().equals(\"Failed\")"
      })
  void findsDecisionsByText(String code) {
    assertThat(TextComparisons.in(code)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reason == Reason.WriterAppeared",
        "finding.reason().refusesTheSignature()",
        "switch (reason.consequence()) { case FINAL -> true; }",
        "Objects.equals(ended.getReason(), KubernetesWords.OOM_KILLED)",
        "Objects.equals(metadata.getUid(), uid)",
        "message.length() > MAX_MESSAGE",
        "// status.reason.equals(\"Measuring\")",
        "/* RETRIED.contains(reason) */",
        "log(\"reason=%s\", reason)"
      })
  void acceptsDecisionsByType(String code) {
    assertThat(TextComparisons.in(code)).isEmpty();
  }

  @Test
  void findsReasonsThatAreWrittenAsTexts() {
    assertThat(TextComparisons.wordsIn("Set.of(\"SignerUntrusted\", \"kube-system\")"))
        .containsExactly("SignerUntrusted");
  }
}
