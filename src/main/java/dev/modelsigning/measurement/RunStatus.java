// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;

/** Copies the recorded run: what a cache handed out is never changed. */
final class RunStatus {
  private RunStatus() {}

  static MeasurementStatus copy(MeasurementStatus from) {
    MeasurementStatus status = new MeasurementStatus();
    status.jobName = from.jobName;
    status.jobUid = from.jobUid;
    status.nonce = from.nonce;
    status.nodeName = from.nodeName;
    status.volumeIdentity = from.volumeIdentity;
    status.generation = from.generation;
    status.bundleDigest = from.bundleDigest;
    status.startedAt = from.startedAt;
    status.completedAt = from.completedAt;
    status.attempts = from.attempts;
    status.retryAt = from.retryAt;
    status.failureReason = from.failureReason;
    status.failureMessage = from.failureMessage;
    return status;
  }
}
