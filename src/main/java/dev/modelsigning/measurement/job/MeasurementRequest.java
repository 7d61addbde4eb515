// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.manifest.Serialization;

/**
 * What to measure, for whom, how.
 *
 * @param owner the resource the Job belongs to
 * @param source the claim or image, and the directory in it
 * @param options how the Job runs; absent members have the defaults of {@link JobTemplate}
 * @param description how the Job learns which files to hash
 * @param kind whether it reads them
 */
public record MeasurementRequest(
    MeasurementOwner owner,
    MeasuredSource source,
    VerificationOptions options,
    Description description,
    MeasurementKind kind) {

  /** A full measurement. */
  public MeasurementRequest(
      MeasurementOwner owner,
      MeasuredSource source,
      VerificationOptions options,
      Description description) {
    this(owner, source, options, description, MeasurementKind.Full);
  }

  /** A full measurement of a directory on a claim. */
  public MeasurementRequest(
      MeasurementOwner owner,
      ClaimSource source,
      VerificationOptions options,
      Description description) {
    this(owner, new MeasuredSource.Claim(source), options, description);
  }

  /** The same for another kind of run. */
  public MeasurementRequest as(MeasurementKind other) {
    return new MeasurementRequest(owner, source, options, description, other);
  }

  /** How the Job learns which files to hash, and how. */
  public sealed interface Description {}

  /**
   * By the bundle in the model's folder; the Job returns it as part of its evidence.
   *
   * @param path the bundle, relative to the model's directory; it is not part of the manifest
   */
  public record SignedBy(String path) implements Description {}

  /**
   * By an authenticated statement, or because it is about to be signed.
   *
   * @param choice what the manifest has to look like, as far as it is known
   * @param refusesPointers whether files that stand for content which was not fetched are refused
   */
  public record As(HashingChoice choice, boolean refusesPointers) implements Description {
    /** In this way, whatever the files are; a signature over them exists. */
    public As(HashingChoice choice) {
      this(choice, false);
    }

    /** In this way, whatever the files are. */
    public As(Serialization serialization) {
      this(new HashingChoice.Given(serialization));
    }
  }
}
