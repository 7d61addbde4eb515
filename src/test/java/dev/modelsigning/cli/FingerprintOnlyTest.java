// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code oms measure --fingerprint-only}, and the fingerprint of full measurements. */
class FingerprintOnlyTest {
  private static final long ONE_TIB = 1L << 40;

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void signedModelOnAVolume() throws IOException {
    model = ModelDirectories.small(Files.createDirectory(folder.resolve("volume")));
    sign();
  }

  private void sign() throws IOException {
    Files.deleteIfExists(model.resolve("model.sig"));
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(TestPki.ecKey()));
    Files.write(model.resolve("model.sig"), bundle);
  }

  /** A run that begins so long after now. */
  private TerminationReport measure(Duration later, String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("measure", "--root=volume", "--path=model"));
    args.addAll(List.of("--nonce=n-1", "--signature-file=model.sig", "--termination-log=report"));
    args.addAll(List.of(more));
    OmsRun run =
        OmsRun.in(
            folder,
            Map.of("OMS_JOB_UID", "uid-1"),
            Clock.offset(Clock.systemUTC(), later),
            args.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    if (more.length > 0) {
      assertThat(run.out()).isEmpty();
    }
    return TerminationReport.parse(Files.readString(folder.resolve("report")));
  }

  private String look() throws Exception {
    TerminationReport report = measure(Duration.ZERO, "--fingerprint-only");
    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report.manifestDigest()).isEmpty();
    assertThat(report.evidenceDigest()).isEmpty();
    return report.comparableFingerprint().orElseThrow();
  }

  private interface Change {
    void in(Path model) throws IOException;
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("a file is written", m -> ModelDirectories.write(m, "config.json", "[]")),
        change("a file grows", m -> ModelDirectories.write(m, "config.json", "{   }")),
        change("a write is hidden by the old time", FingerprintOnlyTest::hiddenWrite),
        change("a file is touched", m -> touched(m.resolve("config.json"), Instant.EPOCH)),
        change("a file is replaced by its copy", FingerprintOnlyTest::copied),
        change("a file is renamed", m -> moved(m, "config.json", "config2.json")),
        change("two files exchange names", FingerprintOnlyTest::exchanged),
        change("a folder is renamed", m -> moved(m, "onnx", "onnx2")),
        change("a file is added", m -> ModelDirectories.write(m, "onnx/more.json", "{}")),
        change("a file is removed", m -> Files.delete(m.resolve("empty.txt"))),
        change("the bundle is written again", m -> touched(m.resolve("model.sig"), Instant.EPOCH)),
        change("something lies in .git", m -> ModelDirectories.write(m, ".git/hooks/x", "x")));
  }

  private static Arguments change(String what, Change change) {
    return Arguments.of(what, change);
  }

  private static void touched(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static void moved(Path model, String from, String to) throws IOException {
    Files.move(model.resolve(from), model.resolve(to));
  }

  private static void hiddenWrite(Path model) throws IOException {
    Path weights = model.resolve("model.safetensors");
    FileTime before = Files.getLastModifiedTime(weights);
    ModelDirectories.flipBit(weights, 17);
    Files.setLastModifiedTime(weights, before);
  }

  private static void copied(Path model) throws IOException {
    Path config = model.resolve("config.json");
    FileTime before = Files.getLastModifiedTime(config);
    Path copy = ModelDirectories.write(model, "config.json.new", "{}");
    Files.delete(config);
    Files.move(copy, config);
    Files.setLastModifiedTime(config, before);
  }

  private static void exchanged(Path model) throws IOException {
    moved(model, "config.json", "aside");
    moved(model, "empty.txt", "config.json");
    moved(model, "aside", "empty.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void changesWith(String what, Change change) throws Exception {
    String before = look();
    change.in(model);

    assertThat(look()).as(what).isNotEqualTo(before);
  }

  @Test
  void changesWithANewSignature() throws Exception {
    String before = look();
    sign();

    assertThat(look()).isNotEqualTo(before);
  }

  @Test
  void staysTheSameWhenFilesAreReadAndWhenSomethingLiesBesideTheModel() throws Exception {
    String before = look();
    Files.readAllBytes(model.resolve("model.safetensors"));
    ModelDirectories.write(folder.resolve("volume"), "other/model.safetensors", "another model");

    assertThat(look()).isEqualTo(before);
  }

  @Test
  void fullMeasurementReportsTheFingerprintOfTheSameFiles() throws Exception {
    String full = measure(Duration.ofHours(1)).comparableFingerprint().orElseThrow();

    assertThat(look()).isEqualTo(full);
  }

  @Test
  void filesThatHadJustChangedGiveAMeasurementNoFingerprint() throws Exception {
    TerminationReport report = measure(Duration.ofSeconds(-1));

    assertThat(report.result()).isEqualTo(TerminationReport.MEASURED);
    assertThat(report.comparableFingerprint()).isEmpty();
  }

  @Test
  void readsNoContent() throws Exception {
    Path weights = model.resolve("model.safetensors");
    try (var file = new RandomAccessFile(weights.toFile(), "rw")) {
      // Nothing but a hole: reading it would take many minutes.
      file.setLength(ONE_TIB);
    }

    assertThat(measure(Duration.ZERO, "--fingerprint-only").bytes()).isGreaterThan(ONE_TIB);
  }

  @Test
  void refusesWhatCannotBeMeasured() throws Exception {
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));
    assertThat(measure(Duration.ZERO, "--fingerprint-only").reason()).isEqualTo("ContentRefused");

    Files.delete(model.resolve("model.sig"));
    assertThat(measure(Duration.ZERO, "--fingerprint-only").reason())
        .isEqualTo("SignatureFileMissing");
  }

  @Test
  void refusesAModelWithoutFiles() throws Exception {
    for (String name : List.of("model.safetensors", "config.json", "onnx/model.onnx")) {
      Files.delete(model.resolve(name));
    }
    Files.delete(model.resolve("empty.txt"));

    assertThat(measure(Duration.ZERO, "--fingerprint-only").reason()).isEqualTo("ContentRefused");
  }
}
