// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.trust.Authority;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A trust policy whose authorities were read, or the reason why they cannot be used. */
public sealed interface CompiledPolicy {
  /** The policy as stored. */
  ClusterModelTrustPolicy policy();

  /** Its name. */
  default String name() {
    return policy().getMetadata().getName();
  }

  /** Its mode; absent is Enforce, as at admission. */
  default PolicyMode mode() {
    return Objects.requireNonNullElse(policy().getSpec().mode, PolicyMode.Enforce);
  }

  /** The digests of its authorities; none when they cannot be used. */
  default List<String> digests() {
    return switch (this) {
      case Usable(var p, var authorities) -> authorities.stream().map(Authority::digest).toList();
      case Broken _ -> List.of();
    };
  }

  /** When the first of its authorities ends; empty without an end, and when they cannot be used. */
  default Optional<Instant> end() {
    return switch (this) {
      case Usable(_, var authorities) ->
          authorities.stream().flatMap(one -> one.end().stream()).min(Instant::compareTo);
      case Broken _ -> Optional.empty();
    };
  }

  /**
   * A digest over those of all authorities, how many are wanted, and what is denied; empty when
   * they cannot be used.
   */
  default Optional<String> authoritiesDigest() {
    return switch (this) {
      case Usable(var policy, var authorities) ->
          Optional.of(EntryFingerprint.ofTrust(Authority.digestOfAll(authorities), policy));
      case Broken _ -> Optional.empty();
    };
  }

  /**
   * Every authority was read.
   *
   * @param policy the policy
   * @param authorities any one of them makes a signature trusted; a policy may want several
   */
  record Usable(ClusterModelTrustPolicy policy, List<Authority> authorities)
      implements CompiledPolicy {
    /** Copies. */
    public Usable {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * An authority could not be read. Then none of the policy's authorities counts: leaving out one
   * alone would refuse what the policy's author trusts without saying why.
   *
   * @param policy the policy
   * @param reason why
   * @param message names the field and says what to do
   */
  record Broken(ClusterModelTrustPolicy policy, Reason reason, String message)
      implements CompiledPolicy {}
}
