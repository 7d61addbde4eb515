// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.ProgressLines;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import java.nio.charset.StandardCharsets;

/** What a measuring pod hands back; the pod's namespace may be hostile. */
final class EvidenceTargets {
  private static final SignedModel MODEL = SignedModel.load("key");
  private static final TerminationReport REPORT = parsed(MODEL.text("report.json"));

  private EvidenceTargets() {}

  static void evidence(byte[] input) {
    String log = new String(input, StandardCharsets.UTF_8);
    log.lines().forEach(ProgressLines::last);
    try {
      Evidence evidence = EvidenceReader.read(log, REPORT);
      Oracle.check(
          evidence.manifest().equals(MODEL.statement().manifest()),
          "evidence with the report's digests is what was measured");
      Oracle.check(
          Digest.sha256(evidence.bundle().orElseThrow()).equals(Digest.sha256(MODEL.bundle())),
          "evidence with the report's digests holds the bundle that was found");
    } catch (EvidenceException e) {
      Oracle.check(!e.reason().text().isEmpty(), "a refusal has a reason");
    }
  }

  static void report(byte[] input) {
    TerminationReport report;
    try {
      report = TerminationReport.parse(new String(input, StandardCharsets.UTF_8));
    } catch (EvidenceException e) {
      return;
    }
    Oracle.check(
        report.message().codePoints().noneMatch(Character::isISOControl),
        "a report's message is one line");
  }

  private static TerminationReport parsed(String json) {
    try {
      return TerminationReport.parse(json);
    } catch (EvidenceException e) {
      throw new IllegalStateException(e);
    }
  }
}
