// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two authorities have one digest only if they accept the same signatures. */
class AuthorityDigestTest {
  private static final String ROOT = TestPki.root("root").pem();
  private static final String OTHER_ROOT = TestPki.root("other").pem();

  private static String certificates(String pem, String... names) throws TrustMaterialException {
    return CertificateAuthority.of("ci", pem, List.of(names)).digest();
  }

  private static String keyless(
      TrustedRoot root, TextRule subject, Map<IdentityClaim, TextRule> claims)
      throws TrustMaterialException {
    TextRule issuer = TextRule.exactly("https://issuer.example");
    return new KeylessAuthority("ci", root, new SignerIdentityRule(issuer, subject, claims))
        .digest();
  }

  @Test
  void keyDecidesAndNeitherTheNameNorTheLayoutOfThePem() throws TrustMaterialException {
    String pem = TestPki.publicPem(TestPki.ecKey());
    String digest = KeyAuthority.ofPem("a", pem).digest();

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(KeyAuthority.ofPem("b", "comment\n" + pem + "\n\n").digest()).isEqualTo(digest);
    assertThat(KeyAuthority.ofPem("a", TestPki.publicPem(TestPki.ecKey())).digest())
        .isNotEqualTo(digest);
  }

  @Test
  void certificatesDecideAndNotTheirOrder() throws TrustMaterialException {
    assertThat(certificates(ROOT + OTHER_ROOT)).isEqualTo(certificates(OTHER_ROOT + ROOT));
    assertThat(certificates(ROOT)).isNotEqualTo(certificates(ROOT + OTHER_ROOT));
  }

  @Test
  void allowedNamesDecide() throws TrustMaterialException {
    assertThat(certificates(ROOT, "a", "b")).isEqualTo(certificates(ROOT, "b", "a"));
    assertThat(List.of(certificates(ROOT), certificates(ROOT, "a"), certificates(ROOT, "ab")))
        .doesNotHaveDuplicates();
  }

  @Test
  void timestampAuthoritiesDecide() throws TrustMaterialException {
    assertThat(CertificateAuthority.of("ci", ROOT, AllowedNames.ANY, List.of(OTHER_ROOT)).digest())
        .isNotEqualTo(certificates(ROOT));
  }

  @Test
  void expressionsForNamesDecideAndAreNotNames() throws TrustMaterialException {
    String expression = "https://ci.example/.*";
    String digest =
        CertificateAuthority.of(
                "ci", ROOT, AllowedNames.of(List.of(), List.of(expression)), List.of())
            .digest();

    assertThat(digest)
        .isNotEqualTo(certificates(ROOT))
        .isNotEqualTo(certificates(ROOT, expression));
  }

  @Test
  void bundlesBeforeTheCurrentFormatDecide() throws TrustMaterialException {
    CertificateAuthority ca = CertificateAuthority.of("ci", ROOT, List.of());

    assertThat(ca.withLegacyBundles().digest()).isNotEqualTo(ca.digest());
    assertThat(ca.withLegacyBundles().withLegacyBundles().digest())
        .isEqualTo(ca.withLegacyBundles().digest());
  }

  @Test
  void trustedRootAndEveryPartOfTheIdentityRuleDecide() throws TrustMaterialException {
    TrustedRoot root = TrustedRoot.publicGood();
    TextRule subject = TextRule.exactly("https://ci.example/release");
    TextRule pattern = TextRule.matching("https://ci.example/release");
    var claim = Map.of(IdentityClaim.BUILD_TRIGGER, TextRule.exactly("push"));

    assertThat(
            List.of(
                keyless(root, subject, Map.of()),
                keyless(TrustedRoot.staging(), subject, Map.of()),
                keyless(root, pattern, Map.of()),
                keyless(root, subject, claim)))
        .doesNotHaveDuplicates();
    assertThat(keyless(TrustedRoot.publicGood(), subject, claim))
        .isEqualTo(keyless(root, subject, claim));
  }

  @Test
  void keyAndCertificateOfTheSameSignerAreDifferentAuthorities() throws TrustMaterialException {
    TestPki.Issued signer = TestPki.root("root");

    assertThat(certificates(signer.pem()))
        .isNotEqualTo(KeyAuthority.ofPem("ci", TestPki.publicPem(signer.key())).digest());
  }
}
