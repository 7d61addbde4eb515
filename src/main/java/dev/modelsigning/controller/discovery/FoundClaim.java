// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.VerificationOptions;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a policy selects.
 *
 * @param policy name of the policy
 * @param since when the claim was created, as the API writes it
 * @param path directory of the model on the volume; empty for the whole volume
 * @param verification how the Jobs run
 */
record FoundClaim(
    String policy,
    String namespace,
    String name,
    String uid,
    String since,
    Optional<String> path,
    @Nullable VerificationOptions verification)
    implements Found {
  static FoundClaim of(
      String policy,
      PersistentVolumeClaim claim,
      Optional<String> path,
      @Nullable VerificationOptions verification) {
    var metadata = claim.getMetadata();
    return new FoundClaim(
        policy,
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
        path,
        verification);
  }

  /** {@code namespace/name}. */
  @Override
  public String key() {
    return namespace + "/" + name;
  }
}
