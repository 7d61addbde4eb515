// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

/** Why what a measuring pod reported is not believed. */
public enum RefusalReason {
  /** The guard is not in force, so the result could have been forged meanwhile. */
  GUARD_MISSING,
  /** The pod's controller is not the Job that the operator created. */
  POD_NOT_OWNED,
  /** The pod's name does not begin with the reserved name of its Job. */
  NAME_NOT_RESERVED,
  /** The pod's specification is not the intended one. */
  SPEC_CHANGED,
  /** A container was added to the running pod. */
  EPHEMERAL_CONTAINER,
  /** The pod has other containers than the measuring one. */
  CONTAINERS_CHANGED,
  /** The container ran another image. */
  IMAGE_CHANGED,
  /** The container was started more than once. */
  RESTARTED,
  /** The container did not end with success. */
  EXIT_CODE,
  /** The pod left no readable report. */
  REPORT_UNREADABLE,
  /** The report repeats another nonce. */
  NONCE_MISMATCH,
  /** The report names another Job. */
  JOB_UID_MISMATCH,
  /** The claim or its volume is no longer what it was when the run began. */
  VOLUME_CHANGED,
  /** A pod mounted the claim for writing during the run. */
  WRITER_DURING_RUN
}
