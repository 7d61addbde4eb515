// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;

/** Bundles of a private Sigstore, and what its trusted root says about them. */
final class KeylessChecks implements AutoCloseable {
  static final Instant NOW = TestPki.NOW;
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String TYPE = "application/vnd.in-toto+json";

  private final PrivateSigstore sigstore = PrivateSigstore.start(CLOCK);

  PrivateSigstore sigstore() {
    return sigstore;
  }

  KeylessBundle bundle() {
    return bundle("{\"name\":\"model.bin\"}");
  }

  KeylessBundle bundle(String payload) {
    return sigstore.bundle(TYPE, payload.getBytes(StandardCharsets.UTF_8));
  }

  TextRule issuer() throws TrustMaterialException {
    return TextRule.exactly(sigstore.tokens().url());
  }

  SignerIdentityRule rule(Map<IdentityClaim, TextRule> claims) throws TrustMaterialException {
    return new SignerIdentityRule(issuer(), TextRule.exactly(KeylessBundle.SUBJECT), claims);
  }

  AuthenticationResult check(Bundle bundle) throws TrustMaterialException {
    return check(bundle, rule(Map.of()));
  }

  AuthenticationResult check(Bundle bundle, SignerIdentityRule rule) throws TrustMaterialException {
    return check(bundle, rule, root -> {});
  }

  AuthenticationResult check(Bundle bundle, Consumer<ObjectNode> change)
      throws TrustMaterialException {
    return check(bundle, rule(Map.of()), change);
  }

  private AuthenticationResult check(
      Bundle bundle, SignerIdentityRule rule, Consumer<ObjectNode> change)
      throws TrustMaterialException {
    ObjectNode root = sigstore.trustedRoot();
    change.accept(root);
    TrustedRoot trusted =
        TrustedRoot.read("private", root.toString().getBytes(StandardCharsets.UTF_8));
    return new KeylessAuthority("release", trusted, rule).authenticate(bundle, CLOCK);
  }

  static SignerFacts accepted(AuthenticationResult result) {
    return assertThat(result).isAuthentic();
  }

  static void refused(AuthenticationResult result, Reason reason, String detail) {
    assertThat(result).isRefused(reason, detail);
  }

  @Override
  public void close() {
    sigstore.close();
  }
}
