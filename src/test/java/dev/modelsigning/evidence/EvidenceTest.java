// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.EntryTable;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private final List<String> lines = new ArrayList<>();
  private final EvidenceWriter writer = new EvidenceWriter(lines::add);

  private static Manifest manifest(int files) {
    List<ManifestEntry> entries =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new ManifestEntry(
                        "layer-%06d/weights.bin".formatted(i),
                        Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8))))
            .toList();
    return new Manifest("model", Serialization.files(), entries);
  }

  private static TerminationReport report(Manifest manifest, String evidenceDigest) {
    return new TerminationReport(
        TerminationReport.VERSION,
        "nonce",
        "uid",
        0,
        TerminationReport.MEASURED,
        "",
        "",
        manifest.canonicalDigest().hex(),
        evidenceDigest,
        manifest.entries().size(),
        1,
        "",
        TestPki.NOW);
  }

  private String log() {
    return String.join("\n", lines);
  }

  private void refuses(String log, TerminationReport report, Reason reason) {
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> EvidenceReader.read(log, report))
        .matches(e -> e.reason() == reason, reason.text());
  }

  @Test
  void comesBackAsItWasAmongOtherLines() throws EvidenceException {
    byte[] bundle = new byte[40_000];
    new Random(1).nextBytes(bundle);
    lines.add("a warning of the JVM");
    lines.add(ProgressLines.text(new Progress(0, 2, 0, 10)));
    lines.add("{\"type\":\"evidence\"");
    Digest digest = writer.evidence(Optional.of(bundle), manifest(3000));
    assertThat(lines.size()).isGreaterThan(10);
    Evidence evidence = EvidenceReader.read(log(), report(manifest(3000), digest.hex()));
    assertThat(evidence.bundle().orElseThrow()).isEqualTo(bundle);
    assertThat(evidence.manifest()).isEqualTo(manifest(3000));
  }

  @Test
  void needsNoBundle() throws EvidenceException {
    Digest digest = writer.evidence(Optional.empty(), manifest(1));
    Evidence evidence = EvidenceReader.read(log(), report(manifest(1), digest.hex()));
    assertThat(evidence.bundle()).isEmpty();
  }

  @Test
  void refusesALogThatWasCut() throws EvidenceException {
    Digest digest = writer.evidence(Optional.empty(), manifest(3000));
    TerminationReport report = report(manifest(3000), digest.hex());
    refuses(String.join("\n", lines.subList(0, lines.size() - 1)), report, Reason.INCOMPLETE);
    refuses(String.join("\n", lines.subList(1, lines.size())), report, Reason.INCOMPLETE);
    refuses("", report, Reason.INCOMPLETE);
  }

  @Test
  void refusesPartsTwiceOrOutOfOrder() throws EvidenceException {
    Digest digest = writer.evidence(Optional.empty(), manifest(3000));
    TerminationReport report = report(manifest(3000), digest.hex());
    refuses(log() + "\n" + log(), report, Reason.INCOMPLETE);
    Collections.swap(lines, 1, 2);
    refuses(log(), report, Reason.INCOMPLETE);
  }

  @Test
  void refusesEvidenceOfAnotherReport() throws EvidenceException {
    Digest digest = writer.evidence(Optional.of(new byte[] {1}), manifest(2));
    refuses(log(), report(manifest(2), "00".repeat(32)), Reason.DIGEST_MISMATCH);
    refuses(log(), report(manifest(1), digest.hex()), Reason.DIGEST_MISMATCH);
  }

  @Test
  void bundleAndManifestCannotTradeBytes() throws EvidenceException {
    Digest none = writer.evidence(Optional.empty(), manifest(1));
    Digest empty = writer.evidence(Optional.of(new byte[0]), manifest(1));
    assertThat(none).isNotEqualTo(empty);
  }

  @Test
  void refusesDataThatIsNotGzip() {
    String line =
        "{\"type\":\"evidence\",\"part\":\"manifest\",\"index\":0,\"count\":1,\"data\":\"AAAA\"}";
    refuses(line, report(manifest(1), ""), Reason.MALFORMED);
  }

  @Test
  void refusesUnknownParts() {
    refuses(
        "{\"type\":\"evidence\",\"part\":\"x\",\"index\":0,\"count\":1,\"data\":\"\"}",
        report(manifest(1), ""),
        Reason.MALFORMED);
  }

  @Test
  void writesNothingWhenTheLogCouldNotHoldTheBundle() {
    byte[] noise = new byte[Evidence.MAX_COMPRESSED_BYTES];
    new Random(1).nextBytes(noise);
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> writer.evidence(Optional.of(noise), manifest(1)))
        .matches(e -> e.reason() == Reason.TOO_LARGE)
        .withMessageStartingWith("the signature file of 8388608 bytes does not fit into the log")
        .withMessageContaining("split the model");
    assertThat(lines).isEmpty();
  }

  @Test
  void summarisesMoreEntriesThanTheOperatorHasMemoryFor() throws EvidenceException {
    EntryTable entries = new EntryTable(Digest.SHA256);
    for (int i = 0; i <= Evidence.MAX_ENTRIES; i++) {
      entries.add(Integer.toString(i), Digest.SHA256, new byte[32]);
    }
    Manifest manifest = new Manifest("model", Serialization.files(), entries).sorted();

    Digest digest = writer.evidence(Optional.empty(), manifest);
    Evidence evidence = EvidenceReader.read(log(), report(manifest, digest.hex()));

    assertThat(log()).hasSizeLessThan(1000);
    assertThat(evidence.manifest().isSummary()).isTrue();
    assertThat(evidence.manifest()).isEqualTo(manifest.summary());
    assertThat(evidence.manifest().fileCount()).isEqualTo(250_001);
  }

  private static BundleSummary summary(String rest) {
    return new BundleSummary(
        "00".repeat(32),
        rest,
        1 << 28,
        "11".repeat(32),
        Map.of("SHA-256", "22".repeat(32)),
        Optional.of(manifest(3).summary()),
        Map.of("kind", "model"),
        "");
  }

  @Test
  void summaryOfABundleComesBackAsItWas() throws EvidenceException {
    Digest digest = writer.evidence(summary("{}"), manifest(3));
    Evidence evidence = EvidenceReader.read(log(), report(manifest(3), digest.hex()));

    assertThat(evidence.bundle()).isEmpty();
    assertThat(evidence.summary()).contains(summary("{}"));
    assertThat(evidence.manifest()).isEqualTo(manifest(3).summary());
  }

  @Test
  void refusesASummaryBesideABundleOrOfAnotherReport() throws EvidenceException {
    Digest digest = writer.evidence(summary("{}"), manifest(3));
    refuses(log(), report(manifest(3), "00".repeat(32)), Reason.DIGEST_MISMATCH);
    List<String> ofSummary = List.copyOf(lines);
    lines.clear();
    writer.evidence(Optional.of(new byte[] {1}), manifest(3));
    lines.addFirst(ofSummary.getFirst());
    refuses(log(), report(manifest(3), digest.hex()), Reason.MALFORMED);
  }

  @Test
  void bundleAndItsSummaryCannotTradePlaces() throws EvidenceException {
    Digest ofSummary = writer.evidence(summary("{}"), manifest(3).summary());
    Digest ofBundle = writer.evidence(Optional.of(summary("{}").toBytes()), manifest(3).summary());
    assertThat(ofSummary).isNotEqualTo(ofBundle);
  }

  @Test
  void refusesASummaryThatIsDamaged() {
    for (String damaged : List.of("", "{}", "{\"digest\":1}", "[]")) {
      assertThatExceptionOfType(EvidenceException.class)
          .isThrownBy(() -> BundleSummary.read(damaged.getBytes(StandardCharsets.UTF_8)))
          .matches(e -> e.reason() == Reason.MALFORMED);
    }
  }

  @Test
  void summarisesNoBundleWhoseRestIsTooLarge() {
    byte[] noise = new byte[3 * Evidence.MAX_COMPRESSED_BYTES / 4];
    new Random(1).nextBytes(noise);
    String rest = Base64.getEncoder().encodeToString(noise) + "x".repeat(9 << 20);
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> writer.evidence(summary(rest), manifest(3)))
        .matches(e -> e.reason() == Reason.TOO_LARGE);
    assertThat(lines).isEmpty();
  }

  @Test
  void writesAndReadsNoPartThatInflatesBeyondItsLimit() throws IOException {
    byte[] zeros = new byte[Evidence.MAX_INFLATED_BYTES + 1];
    assertThatExceptionOfType(EvidenceException.class)
        .isThrownBy(() -> writer.evidence(Optional.of(zeros), manifest(1)))
        .matches(e -> e.reason() == Reason.TOO_LARGE)
        .withMessageStartingWith("the signature file of 67108865 bytes");
    assertThat(lines).isEmpty();
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(zeros);
    }
    byte[] bytes = bomb.toByteArray();
    int chunks = Math.ceilDiv(bytes.length, Evidence.CHUNK_BYTES);
    for (int i = 0; i < chunks; i++) {
      int end = Math.min(bytes.length, (i + 1) * Evidence.CHUNK_BYTES);
      byte[] chunk = Arrays.copyOfRange(bytes, i * Evidence.CHUNK_BYTES, end);
      lines.add(
          "{\"type\":\"evidence\",\"part\":\"manifest\",\"index\":%d,\"count\":%d,\"data\":\"%s\"}"
              .formatted(i, chunks, Base64.getEncoder().encodeToString(chunk)));
    }
    refuses(log(), report(manifest(1), ""), Reason.TOO_LARGE);
  }

  @Test
  void holdsNoMoreOfALineThanItsLimit() {
    String endless = "{\"type\":\"evidence\"," + "x".repeat(1 << 20);
    refuses(endless, report(manifest(1), ""), Reason.INCOMPLETE);
  }

  @Test
  void progressLinesAreReadAndOthersPassedOver() {
    String line = ProgressLines.text(new Progress(1, 2, 3, 4));
    assertThat(ProgressLines.progress(line)).contains(new Progress(1, 2, 3, 4));
    assertThat(ProgressLines.progress("{\"type\":\"evidence\"}")).isEmpty();
    assertThat(ProgressLines.progress("hello")).isEmpty();
  }
}
