// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.UnknownReason;

/** The reasons of the verification, which knows no Kubernetes, as reasons of the API. */
final class VerificationReasons {
  private VerificationReasons() {}

  static Reason of(RejectionReason reason) {
    return switch (reason) {
      case BUNDLE_MALFORMED -> Reason.BundleMalformed;
      case SIGNATURE_INVALID -> Reason.SignatureInvalid;
      case SIGNER_UNTRUSTED -> Reason.SignerUntrusted;
      case CERTIFICATE_EXPIRED -> Reason.CertificateExpired;
      case CERTIFICATE_INVALID -> Reason.CertificateInvalid;
      case LOG_ENTRY_INVALID -> Reason.LogEntryInvalid;
      case TIMESTAMP_INVALID -> Reason.TimestampInvalid;
      case STATEMENT_INVALID -> Reason.StatementInvalid;
      case CONTENT_MISMATCH -> Reason.ContentMismatch;
      case CONTENT_REFUSED -> Reason.ContentRefused;
    };
  }

  static Reason of(UnknownReason reason) {
    return switch (reason) {
      case UNSUPPORTED_DIGEST -> Reason.UnsupportedDigest;
      case UNSUPPORTED_SERIALIZATION -> Reason.UnsupportedSerialization;
      case CHANGED_WHILE_READING -> Reason.ChangedWhileReading;
      case READ_FAILED -> Reason.ReadFailed;
      case INTERRUPTED -> Reason.Interrupted;
    };
  }

  /** Why a run fails whatever the files are; every other reason may lie in them. */
  static boolean isNotByTheFiles(Reason reason) {
    return switch (reason) {
      case JobRefused,
          JobInvalid,
          JobDeleted,
          JobFailed,
          PodDeleted,
          NotStarted,
          LogUnreadable,
          Interrupted,
          GuardMissing,
          PodNotOwned,
          NameNotReserved,
          SpecChanged,
          EphemeralContainer,
          ContainersChanged,
          ImageChanged,
          Restarted,
          NonceMismatch,
          JobUidMismatch ->
          true;
      default -> false;
    };
  }
}
