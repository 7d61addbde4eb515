// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keyless authorities as they were before their trusted root gained keys. What they accepted, the
 * grown root vouches for too, so their digests stay published and no pod is refused while the
 * signatures are judged again. Known while the process runs: by the next start that is long done.
 */
final class EarlierRoots {
  /** For each entry of a policy; a root that grows more often is caught up with meanwhile. */
  private static final int MOST = 4;

  private final Map<String, Map<String, Deque<KeylessAuthority>>> seen = new HashMap<>();

  /**
   * The earlier digests that still count, after noting those of now.
   *
   * @param policies the names of all policies; others are forgotten
   */
  synchronized List<AuthorityStatus> stillCounting(
      CompiledPolicy compiled, Set<String> policies, Instant now) {
    seen.keySet().retainAll(policies);
    return switch (compiled) {
      case CompiledPolicy.Usable(var policy, var authorities) -> {
        var before = seen.getOrDefault(compiled.name(), Map.of());
        Map<String, Deque<KeylessAuthority>> after = new HashMap<>();
        List<AuthorityStatus> counting = new ArrayList<>();
        List<TrustAuthority> declared =
            Objects.requireNonNullElse(policy.getSpec().authorities, List.<TrustAuthority>of());
        for (int i = 0; i < authorities.size(); i++) {
          String fingerprint = EntryFingerprint.of(declared.get(i));
          for (KeylessAuthority current : keyless(authorities.get(i))) {
            var chain = extended(before.get(fingerprint), current, now);
            after.put(fingerprint, chain);
            chain.stream()
                .filter(one -> one != chain.getLast())
                .map(one -> PublishedAuthorities.published(one, fingerprint))
                .forEach(counting::add);
          }
        }
        seen.put(compiled.name(), after);
        yield counting;
      }
      // A root that is gone for a moment is often replaced by one that has grown.
      case CompiledPolicy.Broken _ -> List.of();
    };
  }

  private static List<KeylessAuthority> keyless(Authority authority) {
    return switch (authority) {
      case KeylessAuthority keyless -> List.of(keyless);
      case KeyAuthority _, CertificateAuthority _ -> List.of();
    };
  }

  private static Deque<KeylessAuthority> extended(
      @Nullable Deque<KeylessAuthority> before, KeylessAuthority current, Instant now) {
    Deque<KeylessAuthority> chain = new ArrayDeque<>();
    if (before != null) {
      before.stream()
          .filter(earlier -> !Objects.equals(earlier.digest(), current.digest()))
          .filter(earlier -> current.continues(earlier, now))
          .forEach(chain::add);
    }
    while (chain.size() >= MOST) {
      chain.removeFirst();
    }
    chain.add(current);
    return chain;
  }
}
