// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * What a measurement is about. A run or a result on another basis does not count.
 *
 * @param generation generation of the resource
 * @param volumeIdentity {@link dev.modelsigning.volume.VolumeIdentity#value()} of its claim
 * @param nodeUid UID of the node whose directory the volume is, if it is one
 * @param bundleDigest digest of the bundle in the API, when it is not on the volume
 * @param wanted by what value somebody asks for a measurement; it does not change what a run is
 *     about
 * @param specDigest digest over what the specification says about how to measure: of two
 *     generations with the same one, a run for the first counts for the second
 */
public record MeasurementBasis(
    long generation,
    String volumeIdentity,
    Optional<String> nodeUid,
    Optional<String> bundleDigest,
    Optional<String> wanted,
    Optional<String> specDigest) {
  /** One that nobody asked for. */
  public MeasurementBasis(
      long generation,
      String volumeIdentity,
      Optional<String> nodeUid,
      Optional<String> bundleDigest) {
    this(generation, volumeIdentity, nodeUid, bundleDigest, Optional.empty(), Optional.empty());
  }

  private static final String UNBOUND = "unbound/";

  /**
   * Stands for the identity of the volume while the claim waits for its first consumer. A run on it
   * only has the claim bound; its result is never accepted.
   */
  public static String unbound(String claimUid) {
    return UNBOUND + claimUid;
  }

  /** The identity of the volume now; empty while there is none. */
  Optional<String> identityNow() {
    return Optional.of(volumeIdentity).filter(identity -> !identity.startsWith(UNBOUND));
  }

  /** Whether a run was begun on this basis. */
  public boolean isOf(MeasurementStatus run) {
    return isOfTheFiles(run) && Objects.equals(run.bundleDigest, bundleDigest.orElse(null));
  }

  /** Whether a run was begun on this basis but for the bundle in the API. */
  public boolean isOfAnotherBundle(MeasurementStatus run) {
    return isOfTheFiles(run)
        && run.bundleDigest != null
        && bundleDigest.filter(digest -> !digest.equals(run.bundleDigest)).isPresent();
  }

  /**
   * A run whose bundle in the API is missing now. It says no more which bundle it was for, since
   * that may have been taken away for good: it is on another basis whatever bundle is there next.
   */
  public static MeasurementStatus withoutBundle(MeasurementStatus run) {
    MeasurementStatus kept = RunStatus.copy(run);
    kept.bundleDigest = run.bundleDigest == null ? null : "";
    return kept;
  }

  /** A run that is taken for one on this basis. */
  public MeasurementStatus taking(MeasurementStatus run) {
    MeasurementStatus taken = RunStatus.copy(run);
    taken.generation = generation;
    taken.specDigest = specDigest.orElse(null);
    taken.bundleDigest = bundleDigest.orElse(null);
    return taken;
  }

  private boolean isOfTheFiles(MeasurementStatus run) {
    return (Objects.equals(run.generation, generation)
            || specDigest.filter(digest -> digest.equals(run.specDigest)).isPresent())
        && Objects.equals(run.volumeIdentity, volumeIdentity)
        && Objects.equals(run.nodeUid, nodeUid.orElse(null));
  }

  /** Whether somebody asks for another measurement than this one, completed or failed. */
  public boolean wantsAfter(MeasurementStatus run) {
    return wanted.filter(value -> !value.equals(run.measureAgain)).isPresent();
  }
}
