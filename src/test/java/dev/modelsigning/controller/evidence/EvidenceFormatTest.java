// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.TestPki;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceFormatTest {
  private static final TerminationReport REPORT =
      new TerminationReport(
          TerminationReport.VERSION,
          "nonce",
          "uid",
          0,
          TerminationReport.MEASURED,
          "",
          "",
          "",
          "",
          1,
          1,
          "",
          TestPki.NOW);

  private static final Manifest SUMMARY =
      new Manifest(
              "model",
              Serialization.files(),
              List.of(new ManifestEntry("a", Digest.sha256(new byte[0]))))
          .summary();

  @Test
  void summariesComeBackAsTheyWere() {
    BundleSummary bundle =
        new BundleSummary(
            "00".repeat(32),
            "{}",
            1 << 28,
            "11".repeat(32),
            Map.of("SHA-256", "22".repeat(32)),
            Optional.of(SUMMARY),
            Map.of(),
            "");
    byte[] content =
        EvidenceFormat.writeContent(
            new Measured(REPORT, Optional.empty(), Optional.of(bundle), Optional.of(SUMMARY)));

    Measured read = EvidenceFormat.read(REPORT.toJson(), content).orElseThrow();

    assertThat(content).hasSizeLessThan(1000);
    assertThat(read.summary()).contains(bundle);
    assertThat(read.bundle()).isEmpty();
    assertThat(read.manifest()).contains(SUMMARY);
    assertThat(EvidenceFormat.read(REPORT.toJson(), new byte[] {1})).isEmpty();
  }

  @Test
  void furtherBundlesComeBackAndNoneAreReadWhereNoneWereWritten() {
    byte[] with = EvidenceFormat.writeContent(kept(List.of(new byte[] {1, 2}, new byte[0])));
    byte[] without = EvidenceFormat.writeContent(kept(List.of()));

    assertThat(EvidenceFormat.read(REPORT.toJson(), with).orElseThrow().additional())
        .containsExactly(new byte[] {1, 2}, new byte[0]);
    assertThat(EvidenceFormat.read(REPORT.toJson(), without).orElseThrow().additional()).isEmpty();
  }

  private static Measured kept(List<byte[]> additional) {
    return new Measured(
        REPORT, Optional.empty(), Optional.empty(), Optional.of(SUMMARY), additional);
  }
}
