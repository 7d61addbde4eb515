// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.binding.PolicyTrust;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.PublicKeys;
import dev.modelsigning.plugin.manifest.UnusableManifestException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives policies of a file the status that an operator would give them, as far as it is missing:
 * all authorities can be used, and the operator lives.
 */
final class AssumedPolicies {
  private final Instant now;
  private final List<String> assumptions;

  /**
   * Assumes at a time.
   *
   * @param assumptions gets a sentence for each thing that is taken for granted
   */
  AssumedPolicies(Instant now, List<String> assumptions) {
    this.now = now;
    this.assumptions = assumptions;
  }

  void complete(ClusterModelTrustPolicy policy) throws UnusableManifestException {
    String name = policy.getMetadata().getName();
    if (policy.getMetadata().getGeneration() == null) {
      policy.getMetadata().setGeneration(1L);
    }
    if (policy.getMetadata().getUid() == null) {
      policy.getMetadata().setUid("offline/" + name);
    }
    ClusterModelTrustPolicyStatus status =
        Objects.requireNonNullElseGet(policy.getStatus(), ClusterModelTrustPolicyStatus::new);
    policy.setStatus(status);
    if (status.checkedAt == null && isEmpty(status.authorities)) {
      status.authorities = new ArrayList<>();
      for (TrustAuthority authority :
          Objects.requireNonNullElse(policy.getSpec().authorities, List.<TrustAuthority>of())) {
        requireKey(name, authority);
        var published = new AuthorityStatus();
        published.name = authority.name;
        published.digest = digestOf(name, authority.name);
        published.fingerprint = EntryFingerprint.of(authority);
        status.authorities.add(published);
      }
      status.observedGeneration = policy.getMetadata().getGeneration();
      assumptions.add(
          "policy " + name + " has no status: its keys, Secrets and trusted roots can be used");
    } else {
      noteAge(policy);
    }
    if (policy.getSpec().unverifiable != null
        && policy.getSpec().unverifiable.initDownloaded == DownloadRule.RequireGate
        && status.gate == null) {
      assumptions.add(
          "policy "
              + name
              + " requires gates and has no status.gate, which names their image: pods with gates"
              + " are refused here");
    }
    status.checkedAt = now.toString();
  }

  /** What was stored is older than the cluster: its age says nothing about the operator. */
  private void noteAge(ClusterModelTrustPolicy policy) {
    String name = policy.getMetadata().getName();
    switch (PolicyTrust.of(policy, now)) {
      case PolicyTrust.Current _ -> {}
      case PolicyTrust.Unread _ ->
          assumptions.add("policy " + name + " has no status.checkedAt: the operator lives");
      case PolicyTrust.Stale(String lastSeen, Duration limit) ->
          assumptions.add(
              "policy %s was last confirmed at %s, longer ago than requirements.staleAfter (%dm): the operator lives, and has confirmed it since"
                  .formatted(name, lastSeen, limit.toMinutes()));
    }
  }

  private static boolean isEmpty(@Nullable List<?> list) {
    return list == null || list.isEmpty();
  }

  /** Of all that a policy names, a key that is written into it is there to be looked at. */
  private static void requireKey(String policy, TrustAuthority authority)
      throws UnusableManifestException {
    if (authority.key == null || authority.key.publicKey == null) {
      return;
    }
    try {
      PublicKeys.readExperimental(authority.key.publicKey);
    } catch (KeyMaterialException e) {
      throw new UnusableManifestException(
          "policy "
              + policy
              + ", authority "
              + authority.name
              + ": "
              + e.problem().of("its publicKey"),
          e);
    }
  }

  private static String digestOf(String policy, String authority) {
    return "offline:" + policy + "/" + authority;
  }
}
