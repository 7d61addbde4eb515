// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.Bundles.certified;
import static dev.modelsigning.trust.CertificateChecks.DAY;
import static dev.modelsigning.trust.CertificateChecks.NOW;
import static dev.modelsigning.trust.CertificateChecks.URI;
import static dev.modelsigning.trust.CertificateChecks.accepted;
import static dev.modelsigning.trust.CertificateChecks.authenticate;
import static dev.modelsigning.trust.CertificateChecks.authenticateAt;
import static dev.modelsigning.trust.CertificateChecks.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Which chains lead to a configured certificate. */
class CertificateAuthorityTest {
  private final Issued root = TestPki.root("root");

  @Test
  void acceptsAChainAndSaysWhoItIs() {
    Issued middle = new Request("middle").ca(0).valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    Issued leaf = new Request("signer").uri(URI).email("a@example.com").dns("b.example").by(middle);
    SignerFacts facts = accepted(authenticate(root.pem(), certified(leaf, middle), URI));
    assertThat(facts.subject()).contains("CN=signer");
    assertThat(facts.subjectAltNames()).containsExactly(URI, "a@example.com", "b.example");
    assertThat(facts.notAfter()).contains(NOW.plus(DAY));
    assertThat(facts.method()).isEqualTo("certificate");
  }

  @Test
  void findsIntermediatesAmongTheConfiguredCertificates() {
    Issued middle = new Request("middle").ca(0).by(root);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    accepted(authenticate(root.pem() + middle.pem(), certified(leaf)));
    accepted(
        authenticate(
            "prose\n" + new Request("other").ca(-1).by(root).pem() + root.pem(),
            certified(leaf, middle)));
  }

  @Test
  void keepsThePathLengthOfAConfiguredIntermediate() {
    Issued middle = new Request("middle").ca(0).by(root);
    Issued below = new Request("below").ca(0).by(middle);
    accepted(authenticate(middle.pem(), certified(TestPki.signer(middle, "s", URI))));
    refused(
        authenticate(middle.pem(), certified(TestPki.signer(below, "s", URI), below)),
        Reason.CERTIFICATE_INVALID);
  }

  @Test
  void passesOverSuperfluousCertificates() {
    Issued leaf = TestPki.signer(root, "signer", URI);
    accepted(authenticate(root.pem(), certified(leaf, TestPki.root("other"), root, leaf)));
  }

  @Test
  void neverTrustsARootFromTheBundle() {
    Issued attacker = TestPki.root("root");
    Issued leaf = TestPki.signer(attacker, "signer", URI);
    refused(authenticate(root.pem(), certified(leaf, attacker)), Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void refusesASelfSignedLeaf() {
    refused(
        authenticate(root.pem(), certified(new Request("root").selfSigned())),
        Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void refusesAChainWithAMissingLink() {
    Issued middle = new Request("middle").ca(0).by(root);
    refused(
        authenticate(root.pem(), certified(TestPki.signer(middle, "signer", URI))),
        Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void aConfiguredSelfSignedSignerStandsForItselfAlone() {
    Issued own = new Request("self").keyUsage(KeyUsage.digitalSignature).selfSigned();
    accepted(authenticate(own.pem(), certified(own)));
    refused(
        authenticate(own.pem(), certified(new Request("self").selfSigned())),
        Reason.CHAIN_UNTRUSTED);
    refused(
        authenticate(own.pem(), certified(TestPki.signer(own, "below", URI))),
        Reason.CHAIN_UNTRUSTED);
    refused(
        authenticateAt(NOW.plus(Duration.ofDays(36500)), own.pem(), certified(own)),
        Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesALeafThatSignedAnotherLeaf() {
    Issued leaf = TestPki.signer(root, "signer", URI);
    Issued below = TestPki.signer(leaf, "below", URI);
    refused(authenticate(root.pem(), certified(below, leaf)), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesAChainLongerThanThePathLengthAllows() {
    Issued first = new Request("first").ca(0).by(root);
    Issued second = new Request("second").ca(0).by(first);
    Issued leaf = TestPki.signer(second, "signer", URI);
    refused(authenticate(root.pem(), certified(leaf, second, first)), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void keepsThePathLengthOfTheRootItself() {
    Issued strict = new Request("strict").ca(0).selfSigned();
    Issued middle = new Request("middle").ca(-1).by(strict);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    refused(authenticate(strict.pem(), certified(leaf, middle)), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void keepsTheNameConstraintsOfTheRootItself() {
    Issued strict = new Request("strict").ca(-1).permittedDns("good.example").selfSigned();
    accepted(
        authenticate(strict.pem(), certified(new Request("s").dns("a.good.example").by(strict))));
    refused(
        authenticate(strict.pem(), certified(new Request("s").dns("a.bad.example").by(strict))),
        Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesHostileChainsOfCrossSignedNamesakes() {
    List<Issued> namesakes = new ArrayList<>();
    Issued issuer = TestPki.root("loop");
    for (int i = 0; i < 7; i++) {
      issuer = new Request("loop").ca(-1).by(issuer);
      namesakes.add(issuer);
    }
    Bundle bundle =
        certified(TestPki.signer(issuer, "signer", URI), namesakes.toArray(Issued[]::new));
    refused(authenticate(root.pem(), bundle), Reason.CHAIN_UNTRUSTED);
  }
}
