// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.text.Printable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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

  private static final Set<Reason> SAID_BY_CONTAINERS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Reason.BundleMalformed,
              Reason.StatementInvalid,
              Reason.SignatureFileMissing,
              Reason.ContentRefused,
              Reason.PathOutsideVolume,
              Reason.UnsupportedDigest,
              Reason.UnsupportedSerialization,
              Reason.EvidenceTooLarge,
              Reason.ChangedWhileReading,
              Reason.ReadFailed,
              Reason.Interrupted));

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
    Optional<Reason> known = Reason.of(report.reason()).filter(SAID_BY_CONTAINERS::contains);
    String words = known.isPresent() ? report.message() : report.reason() + ": " + report.message();
    // Names of a tenant's files may be in it.
    return new ContainerReport(
        result, known.orElse(Reason.NotMeasured), Printable.of(words, MAX_MESSAGE));
  }
}
