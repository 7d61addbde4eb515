// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.trust.Authority;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a policy's status tells the webhook about its authorities. */
final class PublishedAuthorities {
  private static final int MOST = 64;

  private PublishedAuthorities() {}

  /** In the order of the specification; none of a policy that is broken. */
  static List<AuthorityStatus> of(CompiledPolicy compiled) {
    return switch (compiled) {
      case CompiledPolicy.Usable(var policy, var authorities) -> {
        List<TrustAuthority> declared =
            Objects.requireNonNullElse(policy.getSpec().authorities, List.<TrustAuthority>of());
        yield IntStream.range(0, authorities.size())
            .mapToObj(i -> published(declared.get(i), authorities.get(i)))
            .toList();
      }
      case CompiledPolicy.Broken _ -> List.of();
    };
  }

  /** The same, and then the earlier ones that still count. */
  static List<AuthorityStatus> of(CompiledPolicy compiled, List<AuthorityStatus> earlier) {
    return Stream.concat(of(compiled).stream(), earlier.stream()).limit(MOST).toList();
  }

  private static AuthorityStatus published(TrustAuthority declared, Authority read) {
    return published(read, EntryFingerprint.of(declared));
  }

  static AuthorityStatus published(Authority read, String fingerprint) {
    var status = new AuthorityStatus();
    status.name = read.name();
    status.digest = read.digest();
    status.fingerprint = fingerprint;
    return status;
  }
}
