// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume.writers;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A pod that may write to a claim.
 *
 * @param namespace of the pod
 * @param pod its name
 * @param uid its UID; empty for an entry that stands for several pods
 * @param grace for how long its containers may go on once it is deleted
 * @param until when the last of its containers has certainly ended; empty while the API shows the
 *     pod with containers that have not
 */
public record PossibleWriter(
    String namespace, String pod, String uid, Duration grace, Optional<Instant> until) {

  /** The pod's name, with its namespace when that is another one. */
  public String nameIn(String ownNamespace) {
    return namespace.equals(ownNamespace) ? pod : namespace + "/" + pod;
  }

  /** The same pod once it is known when its containers have ended. */
  public PossibleWriter endingAt(Instant end) {
    return new PossibleWriter(namespace, pod, uid, grace, Optional.of(end));
  }
}
