// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.measurement.acceptance.RefusalReason;

/** The reasons why a pod was not believed, as reasons of the API. */
final class RefusalReasons {
  private RefusalReasons() {}

  static Reason of(RefusalReason reason) {
    return switch (reason) {
      case GUARD_MISSING -> Reason.GuardMissing;
      case POD_NOT_OWNED -> Reason.PodNotOwned;
      case NAME_NOT_RESERVED -> Reason.NameNotReserved;
      case SPEC_CHANGED -> Reason.SpecChanged;
      case EPHEMERAL_CONTAINER -> Reason.EphemeralContainer;
      case CONTAINERS_CHANGED -> Reason.ContainersChanged;
      case IMAGE_CHANGED -> Reason.ImageChanged;
      case RESTARTED -> Reason.Restarted;
      case EXIT_CODE -> Reason.ExitCode;
      case REPORT_UNREADABLE -> Reason.ReportUnreadable;
      case NONCE_MISMATCH -> Reason.NonceMismatch;
      case JOB_UID_MISMATCH -> Reason.JobUidMismatch;
      case VOLUME_CHANGED -> Reason.VolumeChanged;
      case WRITER_DURING_RUN -> Reason.WriterDuringRun;
    };
  }
}
