// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.binding.NamespacedPolicies;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a policy of the cluster trusts a signature over what was measured. Whoever writes a
 * policy of a namespace can trust keys of their own, and whoever has a trusted bundle can put it
 * beside any files, so that what those make is kept within the namespace's room only.
 */
public final class ClusterTrust {
  private ClusterTrust() {}

  /**
   * Whether an authority of a policy of the cluster accepts one of the signatures whose content
   * matches.
   */
  public static boolean accepts(
      Collection<CompiledPolicy> policies, Collection<JudgedSignature> signatures) {
    Set<String> trusted =
        policies.stream()
            .filter(policy -> !NamespacedPolicies.isNamespaced(policy.policy()))
            .flatMap(policy -> policy.digests().stream())
            .collect(Collectors.toSet());
    return signatures.stream()
        .filter(signature -> Boolean.TRUE.equals(signature.contentMatches))
        .flatMap(signature -> Stream.ofNullable(signature.acceptedBy).flatMap(List::stream))
        .anyMatch(accepted -> trusted.contains(accepted.digest));
  }
}
