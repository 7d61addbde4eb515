// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

/** Why what a measuring pod said was not believed. */
public enum RefusalReason {
  /** The guard was not in force: somebody could have spoken for the pod. */
  GuardMissing,
  /** The pod's controller is not the Job that the operator created. */
  PodNotOwned,
  /** The pod's name does not begin with the reserved name of its Job. */
  NameNotReserved,
  /** The pod's specification is not the intended one. */
  SpecChanged,
  /** A container was added to the running pod. */
  EphemeralContainer,
  /** The pod has other containers than the measuring one. */
  ContainersChanged,
  /** The container ran another image. */
  ImageChanged,
  /** The container was started more than once. */
  Restarted,
  /** The container did not end by itself with success. */
  ExitCode,
  /** The pod left no readable report. */
  ReportUnreadable,
  /** The report repeats another nonce. */
  NonceMismatch,
  /** The report speaks of another Job. */
  JobUidMismatch,
  /** The claim or its volume is no longer what it was when the run began. */
  VolumeChanged,
  /** A pod mounted the claim for writing during the run. */
  WriterDuringRun,
  /** The evidence in the log is missing, damaged, or not what the report says. */
  EvidenceMismatch
}
