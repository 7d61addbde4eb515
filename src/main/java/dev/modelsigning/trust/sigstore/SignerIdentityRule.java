// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whose keyless signatures are trusted. There is no rule for anybody: issuer and subject are always
 * named.
 *
 * @param issuer the identity provider
 * @param subject e-mail address or URI
 * @param claims further claims, all of which must hold
 */
public record SignerIdentityRule(
    TextRule issuer, TextRule subject, Map<IdentityClaim, TextRule> claims) {
  /** Copies. */
  public SignerIdentityRule {
    claims = Map.copyOf(claims);
  }

  /** What speaks against an identity; empty when it is the one that is meant. */
  public Optional<String> problemWith(SigstoreIdentity identity) {
    if (!issuer.allows(identity.issuer())) {
      return Optional.of(
          "the identity is vouched for by '%s', but %s is asked for"
              .formatted(identity.issuer(), issuer.shown()));
    }
    if (!subject.allows(identity.subject())) {
      return Optional.of(
          "it was signed by '%s', but %s is asked for"
              .formatted(identity.subject(), subject.shown()));
    }
    for (Map.Entry<IdentityClaim, TextRule> asked : new TreeMap<>(claims).entrySet()) {
      String found = identity.claims().get(asked.getKey());
      if (found == null || !asked.getValue().allows(found)) {
        return Optional.of(
            "the signer's '%s' is %s, but %s is asked for"
                .formatted(
                    asked.getKey().text(),
                    found == null ? "not stated" : "'" + found + "'",
                    asked.getValue().shown()));
      }
    }
    return Optional.empty();
  }
}
