// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.VerificationOptions;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a policy selects.
 *
 * @param policy name of the policy
 * @param since when the claim was created, as the API writes it
 * @param verification how the Jobs run
 */
record FoundClaim(
    String policy,
    String namespace,
    String name,
    String uid,
    String since,
    @Nullable VerificationOptions verification) {
  static final Comparator<FoundClaim> OLDEST_FIRST =
      Comparator.comparing(FoundClaim::since).thenComparing(FoundClaim::name);

  static FoundClaim of(
      String policy, PersistentVolumeClaim claim, @Nullable VerificationOptions verification) {
    var metadata = claim.getMetadata();
    return new FoundClaim(
        policy,
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getUid(),
        Objects.requireNonNullElse(metadata.getCreationTimestamp(), ""),
        verification);
  }

  /** {@code namespace/name}. */
  String key() {
    return namespace + "/" + name;
  }
}
