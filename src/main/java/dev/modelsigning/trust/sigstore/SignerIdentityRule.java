// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whose keyless signatures are trusted. A rule always restricts issuer and subject, so none accepts
 * everyone.
 *
 * @param issuer the identity provider
 * @param subject e-mail address or URI
 * @param claims further token claims, all of which must match
 */
public record SignerIdentityRule(
    TextRule issuer, TextRule subject, Map<IdentityClaim, TextRule> claims) {
  /** Copies the map. */
  public SignerIdentityRule {
    claims = Map.copyOf(claims);
  }

  /** Why an identity does not match; empty if it does. */
  public Optional<String> problemWith(SigstoreIdentity identity) {
    if (!issuer.allows(identity.issuer())) {
      return Optional.of(
          "the identity is issued by '%s', but the authority requires %s"
              .formatted(identity.issuer(), issuer.shown()));
    }
    if (!subject.allows(identity.subject())) {
      return Optional.of(
          "the signer is '%s', but the authority requires %s"
              .formatted(identity.subject(), subject.shown()));
    }
    for (Map.Entry<IdentityClaim, TextRule> asked : new TreeMap<>(claims).entrySet()) {
      String found = identity.claims().get(asked.getKey());
      if (found == null || !asked.getValue().allows(found)) {
        return Optional.of(
            "the signer's token claim '%s' is %s, but the authority requires %s"
                .formatted(
                    asked.getKey().text(),
                    found == null ? "absent" : "'" + found + "'",
                    asked.getValue().shown()));
      }
    }
    return Optional.empty();
  }
}
