// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import java.util.Optional;
import java.util.stream.Stream;

/** Why a measuring container did not measure: the words that its report may use as a reason. */
public enum ReportReason {
  /** The bundle is expected on the volume, and there is no file. */
  SIGNATURE_FILE_MISSING("SignatureFileMissing"),
  /** A path leads out of the volume. */
  PATH_OUTSIDE_VOLUME("PathOutsideVolume"),
  /** The signature file is not a bundle. */
  BUNDLE_MALFORMED("BundleMalformed"),
  /** The bundle holds no statement that says how to hash. */
  STATEMENT_INVALID("StatementInvalid"),
  /** The model holds what no signature can cover, or nothing. */
  CONTENT_REFUSED("ContentRefused"),
  /** The model was written to while it was read. */
  CHANGED_WHILE_READING("ChangedWhileReading"),
  /** The result does not fit into the log. */
  EVIDENCE_TOO_LARGE("EvidenceTooLarge"),
  /** Reading failed, perhaps temporarily. */
  READ_FAILED("ReadFailed");

  private final String text;

  ReportReason(String text) {
    this.text = text;
  }

  /** In CamelCase, as it is written into a report. */
  public String text() {
    return text;
  }

  /** The reason of this text; empty for other words. */
  public static Optional<ReportReason> ofText(String text) {
    return Stream.of(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }
}
