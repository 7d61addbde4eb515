// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TextRule;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of which a signer's certificate must have one: DNS names, URIs or e-mail addresses.
 *
 * @param exact names that are compared as a whole
 * @param expressions regular expressions that match a whole name, and never anyone's
 */
public record AllowedNames(List<TextRule> exact, List<TextRule> expressions) {
  /** Every certificate of the CA is accepted. */
  public static final AllowedNames ANY = new AllowedNames(List.of(), List.of());

  /** Copies. */
  public AllowedNames {
    exact = List.copyOf(exact);
    expressions = List.copyOf(expressions);
  }

  /**
   * Reads names and expressions; without any of them, every certificate of the CA is accepted.
   *
   * @param names exact names
   * @param expressions in the syntax of RE2, whose time is linear; each must match a whole name
   * @throws TrustMaterialException if one is empty, too long or no expression, or if an expression
   *     matches names that anyone can have (see {@link TextRule#matchingName})
   */
  public static AllowedNames of(List<String> names, List<String> expressions)
      throws TrustMaterialException {
    List<TextRule> exact = new ArrayList<>();
    for (String name : names) {
      exact.add(TextRule.exactly(name));
    }
    List<TextRule> matching = new ArrayList<>();
    for (String expression : expressions) {
      matching.add(TextRule.matchingName(expression));
    }
    return new AllowedNames(exact, matching);
  }

  /** Whether the certificate has one of the names, as a name of the kind that it looks like. */
  boolean allow(X509Certificate certificate) throws CertificateParsingException {
    return (exact.isEmpty() && expressions.isEmpty())
        || Certificates.hasName(
            certificate,
            name ->
                exact.stream().anyMatch(rule -> rule.allows(name))
                    || expressions.stream().anyMatch(rule -> rule.allows(name)));
  }

  /** The names and expressions for refusals. */
  List<String> shown() {
    List<String> shown = new ArrayList<>(exact.stream().map(TextRule::text).toList());
    expressions.forEach(rule -> shown.add(rule.shown()));
    return shown;
  }
}
