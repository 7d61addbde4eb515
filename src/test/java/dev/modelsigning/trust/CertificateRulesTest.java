// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;
import static dev.modelsigning.testing.Bundles.certified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** RFC 5280's rules for the certificates that a bundle brings along (OMS 1.0, 8.2). */
class CertificateRulesTest {
  private static final Clock CLOCK = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  private final Issued root = TestPki.root("root");

  private AuthenticationResult authenticate(Bundle bundle) throws TrustMaterialException {
    return CertificateAuthority.of("ci", root.pem(), List.of()).authenticate(bundle, CLOCK);
  }

  private void accepts(Bundle bundle) throws TrustMaterialException {
    assertThat(authenticate(bundle)).isAuthentic();
  }

  private void refuses(Bundle bundle) throws TrustMaterialException {
    assertThat(authenticate(bundle)).isRefused(Reason.CERTIFICATE_INVALID);
  }

  @Test
  void intermediatesWithoutTheRightToIssueAreRefused() throws Exception {
    Issued good = new Request("middle").ca(0).by(root);
    accepts(certified(new Request("signer").by(good), good));
    Issued without = new Request("middle").ca(0).keyUsage(KeyUsage.cRLSign).by(root);
    refuses(certified(new Request("signer").by(without), without));
    Issued leafAsIssuer = new Request("middle").keyUsage(KeyUsage.keyCertSign).by(root);
    refuses(certified(new Request("signer").by(leafAsIssuer), leafAsIssuer));
  }

  private boolean isAllowed(Request request, String name) throws Exception {
    Bundle bundle = certified(request.by(root));
    return CertificateAuthority.of("ci", root.pem(), List.of("other", name))
            .authenticate(bundle, CLOCK)
        instanceof Authentic;
  }

  private boolean matches(Request request, String expression) throws Exception {
    return CertificateAuthority.of(
                "ci", root.pem(), AllowedNames.of(List.of("other"), List.of(expression)), List.of())
            .authenticate(certified(request.by(root)), CLOCK)
        instanceof Authentic;
  }

  @Test
  void anExpressionMatchesAWholeNameOfItsKind() throws Exception {
    String uri = "https://ci.example/release/v1";
    String expression = "https://ci\\.example/release/.*";
    assertThat(matches(new Request("signer").uri(uri), expression)).isTrue();
    assertThat(matches(new Request("signer").uri("https://ci.example/other"), expression))
        .isFalse();
    assertThat(matches(new Request("signer").uri("x" + uri), expression)).isFalse();
    assertThat(matches(new Request("signer").dns(uri), expression)).isFalse();
    assertThat(matches(new Request("signer").dns("a.ci.example"), "[a-z]+\\.ci\\.example"))
        .isTrue();
    assertThat(matches(new Request("signer").email("a@ci.example"), ".*@ci\\.example")).isTrue();
    assertThat(matches(new Request("signer").dns("a@ci.example"), ".*@ci\\.example")).isFalse();
    assertThat(matches(new Request("signer").dns("other"), expression)).isTrue();
  }

  @Test
  void refusesExpressionsForNamesThatAnyoneCanHave() {
    for (String anyone :
        List.of(".*", "https://.*", ".*@.*", "[a-z.-]+", "[a-z0-9.-]+\\.invalid", "(")) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(() -> AllowedNames.of(List.of(), List.of(anyone)));
    }
  }

  @Test
  void aNameOfAnotherKindIsNotTheOneThatIsAllowed() throws Exception {
    String uri = "https://ci.example/release";
    assertThat(isAllowed(new Request("signer").uri(uri), uri)).isTrue();
    assertThat(isAllowed(new Request("signer").dns(uri), uri)).isFalse();
    assertThat(isAllowed(new Request("signer").email(uri), uri)).isFalse();
    assertThat(isAllowed(new Request("signer").email("a@b.example"), "a@b.example")).isTrue();
    assertThat(isAllowed(new Request("signer").dns("a@b.example"), "a@b.example")).isFalse();
    assertThat(isAllowed(new Request("signer").uri("a@b.example"), "a@b.example")).isFalse();
    assertThat(isAllowed(new Request("signer").dns("b.example"), "b.example")).isTrue();
    assertThat(isAllowed(new Request("signer").email("b.example"), "b.example")).isFalse();
  }

  @Test
  void nameConstraintsOfAnIntermediateHold() throws Exception {
    Issued middle = new Request("middle").ca(0).permittedDns("good.example").by(root);
    accepts(certified(new Request("signer").dns("a.good.example").by(middle), middle));
    refuses(certified(new Request("signer").dns("good.example.bad").by(middle), middle));
  }

  @Test
  void nameConstraintsHoldThroughAnotherIntermediate() throws Exception {
    Issued upper = new Request("upper").ca(1).permittedDns("good.example").by(root);
    Issued lower = new Request("lower CA").ca(0).by(upper);
    accepts(certified(new Request("signer").dns("a.good.example").by(lower), lower, upper));
    refuses(certified(new Request("signer").dns("bad.example").by(lower), lower, upper));
  }

  @Test
  void criticalExtensionsThatNobodyKnowsAreRefused() throws Exception {
    accepts(certified(extended(false)));
    refuses(certified(extended(true)));
  }

  private Issued extended(boolean critical) throws Exception {
    KeyPair key = TestPki.ecKey();
    JcaX509v3CertificateBuilder builder = builder(key);
    builder.addExtension(
        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), critical, DERNull.INSTANCE);
    return issued(builder, key);
  }

  @Test
  void certificatesOfExperimentalKeysAreRefused() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
    Issued leaf = issued(builder(key), TestPki.ecKey());
    assertThat(authenticate(certified(leaf)))
        .isRefused(Reason.CERTIFICATE_INVALID, "P-256, P-384 or P-521");
  }

  private JcaX509v3CertificateBuilder builder(KeyPair key) throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Principal("CN=root"),
            BigInteger.TEN,
            Date.from(TestPki.NOW.minus(Duration.ofDays(1))),
            Date.from(TestPki.NOW.plus(Duration.ofDays(1))),
            new X500Principal("CN=signer"),
            key.getPublic());
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    return builder;
  }

  private Issued issued(JcaX509v3CertificateBuilder builder, KeyPair key) throws Exception {
    return new Issued(
        builder.build(
            new JcaContentSignerBuilder("SHA256withECDSA").build(root.key().getPrivate())),
        key);
  }
}
