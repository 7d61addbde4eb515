// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AllowedNames;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.published.PublishedAuthority.Keyless;
import dev.modelsigning.trust.published.PublishedAuthority.Rule;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything of a policy that decides over the content of a model, so that a gate decides as the
 * operator does, without asking it. {@link PublishedTrustJson} is its form.
 *
 * @param policy name of the policy
 * @param authorities who may sign; never empty
 * @param trustedRoots trusted roots in Sigstore's JSON form, by name
 * @param minimumMatches how many different authorities have to accept a signature each: 1 to 8
 * @param annotations what each counted signature has to state
 * @param deny contents and keys that are refused whoever signed
 * @param ignoredPaths paths of a model at which content is accepted that its signature leaves out
 */
public record PublishedTrust(
    String policy,
    List<PublishedAuthority> authorities,
    Map<String, String> trustedRoots,
    int minimumMatches,
    List<WantedAnnotation> annotations,
    List<Denial> deny,
    List<String> ignoredPaths) {
  /** The most authorities that have to accept a signature. */
  public static final int MAX_MATCHES = 8;

  /** Copies; refuses trust without an authority, and a number of matches out of range. */
  public PublishedTrust {
    authorities = List.copyOf(authorities);
    trustedRoots = Collections.unmodifiableMap(new TreeMap<>(trustedRoots));
    annotations = List.copyOf(annotations);
    deny = List.copyOf(deny);
    ignoredPaths = List.copyOf(ignoredPaths);
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("there is no authority");
    }
    if (minimumMatches < 1 || minimumMatches > MAX_MATCHES) {
      throw new IllegalArgumentException("minimumMatches is not a number from 1 to " + MAX_MATCHES);
    }
  }

  /**
   * An annotation that a signature has to state.
   *
   * @param oneOf the accepted values; empty when any value is accepted
   */
  public record WantedAnnotation(String name, Optional<List<String>> oneOf) {
    /** Copies. */
    public WantedAnnotation {
      oneOf = oneOf.map(List::copyOf);
    }

    /** Whether a signature that states this value, or none, is accepted. */
    public boolean accepts(Optional<String> value) {
      return value.isPresent() && oneOf.map(values -> values.contains(value.get())).orElse(true);
    }
  }

  /**
   * What is refused. An entry may have both parts; each counts for itself.
   *
   * @param digest of a content: {@code sha256:} and 64 hexadecimal digits
   * @param key fingerprint of a signing key
   */
  public record Denial(Optional<String> digest, Optional<String> key, String reason) {}

  /**
   * The authorities, ready to check signatures, in their order.
   *
   * @throws TrustMaterialException if one of them cannot be used
   */
  public List<Authority> compiled() throws TrustMaterialException {
    Map<String, TrustedRoot> roots = new TreeMap<>();
    for (Map.Entry<String, String> root : trustedRoots.entrySet()) {
      roots.put(
          root.getKey(),
          TrustedRoot.read(root.getKey(), root.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    List<Authority> compiled = new ArrayList<>();
    for (PublishedAuthority authority : authorities) {
      Authority current = current(authority, roots);
      compiled.add(authority.legacyBundles() ? current.withLegacyBundles() : current);
    }
    return List.copyOf(compiled);
  }

  private static Authority current(PublishedAuthority authority, Map<String, TrustedRoot> roots)
      throws TrustMaterialException {
    return switch (authority) {
      case PublishedAuthority.Key key ->
          key.experimental()
              ? KeyAuthority.ofExperimentalPem(key.name(), key.publicKey())
              : KeyAuthority.ofPem(key.name(), key.publicKey());
      case PublishedAuthority.Certificate ca ->
          CertificateAuthority.of(
              ca.name(),
              ca.caBundle(),
              AllowedNames.of(ca.subjectAltNames(), ca.subjectAltNameRegExps()),
              ca.timestampAuthorities());
      case Keyless keyless -> keyless(keyless, roots);
    };
  }

  private static Authority keyless(Keyless keyless, Map<String, TrustedRoot> roots)
      throws TrustMaterialException {
    TrustedRoot root = roots.get(keyless.trustedRoot());
    if (root == null) {
      throw new TrustMaterialException(
          "authority '%s': there is no trusted root '%s'"
              .formatted(keyless.name(), keyless.trustedRoot()));
    }
    Map<IdentityClaim, TextRule> claims = new EnumMap<>(IdentityClaim.class);
    for (Map.Entry<String, String> claim : keyless.claims().entrySet()) {
      Optional<IdentityClaim> known = IdentityClaim.named(claim.getKey());
      if (known.isEmpty()) {
        throw new TrustMaterialException(
            "authority '%s': '%s' is not a claim".formatted(keyless.name(), claim.getKey()));
      }
      claims.put(known.get(), TextRule.exactly(claim.getValue()));
    }
    return new KeylessAuthority(
        keyless.name(),
        root,
        new SignerIdentityRule(rule(keyless.issuer()), rule(keyless.subject()), claims));
  }

  private static TextRule rule(Rule rule) throws TrustMaterialException {
    return rule.expression() ? TextRule.matching(rule.text()) : TextRule.exactly(rule.text());
  }
}
