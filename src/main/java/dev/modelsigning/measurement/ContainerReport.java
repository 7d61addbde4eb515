// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.ReportReason;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.text.Printable;
import java.util.Optional;

/**
 * What a measuring container says about its run, parsed. A reason that measuring containers never
 * give counts as {@link Reason#NotMeasured} and is quoted in the message.
 *
 * @param result how the run ended
 * @param reason why it was not measured
 * @param message one line for people, at most {@value #MAX_MESSAGE} characters
 */
public record ContainerReport(Result result, Reason reason, String message) {
  static final int MAX_MESSAGE = 512;

  /** How a run ended. */
  public enum Result {
    /** The files were measured. */
    MEASURED,
    /** The content cannot be measured. */
    REFUSED,
    /** The measurement could not be carried out. */
    FAILED
  }

  /** Parses a report; a result of another protocol counts as {@link Result#FAILED}. */
  public static ContainerReport of(TerminationReport report) {
    Result result =
        switch (report.result()) {
          case TerminationReport.MEASURED -> Result.MEASURED;
          case TerminationReport.REFUSED -> Result.REFUSED;
          case String _ -> Result.FAILED;
        };
    Optional<Reason> known = ReportReason.ofText(report.reason()).map(ContainerReport::reason);
    String words = known.isPresent() ? report.message() : report.reason() + ": " + report.message();
    // Names of a tenant's files may be in it.
    return new ContainerReport(
        result, known.orElse(Reason.NotMeasured), Printable.of(words, MAX_MESSAGE));
  }

  private static Reason reason(ReportReason word) {
    return switch (word) {
      case SIGNATURE_FILE_MISSING -> Reason.SignatureFileMissing;
      case PATH_OUTSIDE_VOLUME -> Reason.PathOutsideVolume;
      case BUNDLE_MALFORMED -> Reason.BundleMalformed;
      case STATEMENT_INVALID -> Reason.StatementInvalid;
      case CONTENT_REFUSED -> Reason.ContentRefused;
      case CHANGED_WHILE_READING -> Reason.ChangedWhileReading;
      case EVIDENCE_TOO_LARGE -> Reason.EvidenceTooLarge;
      case READ_FAILED -> Reason.ReadFailed;
    };
  }
}
