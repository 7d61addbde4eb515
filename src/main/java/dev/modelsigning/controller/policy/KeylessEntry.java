// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a keyless authority. The core's own rules decide which identities may be trusted, whatever
 * the definition of the resource lets through: what they refuse makes the authority unusable.
 */
final class KeylessEntry {
  private KeylessEntry() {}

  /** Read when the first policy needs it, and once: it is the same for all. */
  private static final class PublicGood {
    private static final TrustedRoot ROOT = TrustedRoot.publicGood();
  }

  /** The trusted root of Sigstore's public good instance that ships with the release. */
  static TrustedRoot publicGood() {
    return PublicGood.ROOT;
  }

  static KeylessAuthority authority(
      String field, String name, TrustedIdentity declared, TrustMaterial material)
      throws UnusableException {
    SignerIdentityRule rule = rule(field, declared);
    return new KeylessAuthority(name, root(field, declared, material), rule);
  }

  static TrustedRoot root(String field, TrustedIdentity declared, TrustMaterial material)
      throws UnusableException {
    TrustRootReference reference = declared.trustRootRef;
    if (reference == null) {
      return PublicGood.ROOT;
    }
    return switch (material.trustRoot(reference.name)) {
      case FoundRoot.Read(var root) -> root;
      case FoundRoot.Unusable(var reason, var message) ->
          throw new UnusableException(
              reason, "%s.trustRootRef (%s): %s".formatted(field, reference.name, message));
    };
  }

  private static SignerIdentityRule rule(String field, TrustedIdentity declared)
      throws UnusableException {
    return new SignerIdentityRule(
        either(field, "issuer", declared.issuer, declared.issuerRegExp),
        either(field, "subject", declared.subject, declared.subjectRegExp),
        claims(field + ".claims", declared.claims));
  }

  private static TextRule either(
      String field, String name, @Nullable String exact, @Nullable String expression)
      throws UnusableException {
    if ((exact == null) == (expression == null)) {
      throw new UnusableException(
          Reason.AuthorityIncomplete,
          "%s has %s %s and %sRegExp; hint: set exactly one"
              .formatted(field, exact == null ? "neither" : "both", name, name));
    }
    return exact != null
        ? checked(field + "." + name, () -> TextRule.exactly(exact))
        : checked(
            field + "." + name + "RegExp",
            () -> TextRule.matching(Objects.requireNonNull(expression)));
  }

  private static Map<IdentityClaim, TextRule> claims(
      String field, @Nullable Map<String, String> declared) throws UnusableException {
    Map<IdentityClaim, TextRule> rules = new EnumMap<>(IdentityClaim.class);
    if (declared != null) {
      for (Map.Entry<String, String> entry : new TreeMap<>(declared).entrySet()) {
        String value = Objects.requireNonNullElse(entry.getValue(), "");
        rules.put(
            claim(field, entry.getKey()),
            checked(field + "[" + entry.getKey() + "]", () -> TextRule.exactly(value)));
      }
    }
    return rules;
  }

  private static IdentityClaim claim(String field, String name) throws UnusableException {
    return IdentityClaim.named(name)
        .orElseThrow(
            () ->
                new UnusableException(
                    Reason.IdentityInvalid,
                    "%s: '%s' is not a token claim; hint: use one of %s"
                        .formatted(field, Printable.shortened(name), known())));
  }

  private static String known() {
    return Arrays.stream(IdentityClaim.values())
        .map(IdentityClaim::text)
        .collect(Collectors.joining(", "));
  }

  /** A rule of the core, which refuses what would trust anyone. */
  private interface Rule {
    TextRule make() throws TrustMaterialException;
  }

  private static TextRule checked(String field, Rule rule) throws UnusableException {
    try {
      return rule.make();
    } catch (TrustMaterialException e) {
      throw new UnusableException(Reason.IdentityInvalid, field + ": " + e.getMessage());
    }
  }
}
