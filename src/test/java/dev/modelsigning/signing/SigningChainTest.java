// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.testing.TestPki;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Chains that are given to sign with: what verifiers would reject is refused before hashing. */
class SigningChainTest {
  private static final Instant NOW = TestPki.NOW;

  private final TestPki.Issued root = TestPki.root("root");

  private static CertificateSigner signer(TestPki.Issued leaf, String chain)
      throws SigningException {
    return CertificateSigner.of(leaf.keyPem(), Optional.empty(), leaf.pem(), chain);
  }

  private static void refused(TestPki.Issued leaf, String chain, String message)
      throws SigningException {
    CertificateSigner signer = signer(leaf, chain);
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer.usableAt(NOW))
        .withMessageContaining(message);
  }

  private static TestPki.Issued signedBy(TestPki.Issued issuer) {
    return TestPki.signer(issuer, "signer", "https://x.example");
  }

  private TestPki.Request middle() {
    return new TestPki.Request("middle");
  }

  @Test
  void refusesAnIssuerThatHasExpired() throws Exception {
    Instant ended = NOW.minus(Duration.ofDays(1));
    TestPki.Issued expired = middle().ca(0).valid(ended.minus(Duration.ofDays(9)), ended).by(root);
    refused(signedBy(expired), expired.pem() + root.pem(), "'CN=middle', which is valid from");
  }

  @Test
  void refusesAnIssuerThatIsNoCa() throws Exception {
    TestPki.Issued plain = middle().by(root);
    refused(signedBy(plain), plain.pem(), "'CN=middle', which is not a CA");
    TestPki.Issued without = middle().ca(0).keyUsage(KeyUsage.cRLSign).by(root);
    refused(signedBy(without), without.pem(), "'CN=middle', whose key usage has no keyCertSign");
  }

  @Test
  void refusesTheChainOfAnotherCertificate() throws Exception {
    TestPki.Issued leaf = signedBy(middle().ca(0).by(root));
    TestPki.Issued other = new TestPki.Request("other").ca(0).by(root);
    refused(leaf, other.pem(), "has no certificate of 'CN=middle', which issued it");
    refused(
        leaf,
        middle().ca(0).by(root).pem(),
        "has a certificate of 'CN=middle' that did not sign the one below it");
  }

  @Test
  void takesChainsThatFitAndWhatIsLeftToVerifiers() throws Exception {
    TestPki.Issued issuer = middle().ca(0).by(root);
    TestPki.Issued leaf = signedBy(issuer);
    for (String chain :
        new String[] {
          "",
          issuer.pem(),
          root.pem() + issuer.pem(),
          root.pem(), // of verifiers that trust the one between
          middle().ca(0).by(root).pem() + issuer.pem() // cross-signed
        }) {
      CertificateSigner signer = signer(leaf, chain);
      assertThat(signer.usableAt(NOW)).isSameAs(signer);
    }
  }
}
