// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.CertificateAuthority;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** What the verifier of this program always rejects is not signed with: both have one opinion. */
class RejectedChainsTest {
  private static final ASN1ObjectIdentifier UNKNOWN =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

  private final TestPki.Issued root = TestPki.root("root");

  private static TestPki.Request ca(String name, int length) {
    return new TestPki.Request(name).ca(length);
  }

  private static TestPki.Issued signedBy(TestPki.Issued issuer) {
    return new TestPki.Request("signer").dns("signer.evil.example").by(issuer);
  }

  /** The same certificate for another key, by another issuer, or with another extension. */
  private static TestPki.Issued again(
      TestPki.Issued old, KeyPair key, TestPki.Issued issuer, Optional<Extension> extra)
      throws Exception {
    return again(old, key, issuer, extra, "SHA256");
  }

  private static TestPki.Issued again(
      TestPki.Issued old,
      KeyPair key,
      TestPki.Issued issuer,
      Optional<Extension> extra,
      String hash)
      throws Exception {
    var builder =
        new X509v3CertificateBuilder(
            issuer.certificate().getSubject(),
            BigInteger.TEN,
            old.certificate().getNotBefore(),
            old.certificate().getNotAfter(),
            old.certificate().getSubject(),
            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
    for (Object id : old.certificate().getExtensionOIDs()) {
      builder.addExtension(old.certificate().getExtension((ASN1ObjectIdentifier) id));
    }
    if (extra.isPresent()) {
      builder.addExtension(extra.get());
    }
    String algorithm = issuer.key().getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
    return new TestPki.Issued(
        builder.build(
            new JcaContentSignerBuilder(hash + "with" + algorithm)
                .build(issuer.key().getPrivate())),
        key);
  }

  private static TestPki.Issued with(Extension extra, TestPki.Issued old, TestPki.Issued issuer)
      throws Exception {
    return again(old, old.key(), issuer, Optional.of(extra));
  }

  private static Extension unknown() throws Exception {
    return new Extension(UNKNOWN, true, DERNull.INSTANCE.getEncoded());
  }

  private static CertificateSigner signer(TestPki.Issued leaf, String chain)
      throws SigningException {
    return CertificateSigner.of(leaf.keyPem(), Optional.empty(), leaf.pem(), chain);
  }

  private AuthenticationResult verified(CertificateSigner signer) throws Exception {
    return CertificateAuthority.of("release", root.pem(), List.of())
        .authenticate(
            signer.sign("type", new byte[] {1}), Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
  }

  private void refused(TestPki.Issued leaf, String chain, String... parts) throws Exception {
    for (String given : new String[] {chain, chain + root.pem()}) {
      CertificateSigner signer = signer(leaf, given);
      assertThat(verified(signer)).isInstanceOf(NotAuthentic.class);
      assertThatExceptionOfType(SigningException.class)
          .isThrownBy(() -> signer.usableAt(TestPki.NOW))
          .withMessageContainingAll(parts);
    }
  }

  private void taken(TestPki.Issued leaf, String chain) throws Exception {
    CertificateSigner signer = signer(leaf, chain);
    assertThat(signer.usableAt(TestPki.NOW)).isSameAs(signer);
    assertThat(verified(signer)).isInstanceOf(Authentic.class);
  }

  @Test
  void refusesACriticalExtensionThatNobodyKnows() throws Exception {
    TestPki.Issued middle = ca("middle", 0).by(root);
    refused(
        with(unknown(), signedBy(middle), middle),
        middle.pem(),
        "'CN=signer' has a critical extension that is not known");
    TestPki.Issued odd = with(unknown(), middle, root);
    refused(
        signedBy(odd),
        odd.pem(),
        "'CN=middle' has a critical extension that is not known",
        "leave its own certificate out");
  }

  @Test
  void refusesTheExtensionOfALeafWithoutItsChainToo() throws Exception {
    TestPki.Issued leaf = with(unknown(), signedBy(root), root);
    refused(leaf, "", "'CN=signer' has a critical extension that is not known");
  }

  @Test
  void refusesAChainThatIsLongerThanACaAllows() throws Exception {
    TestPki.Issued upper = ca("upper", 0).by(root);
    TestPki.Issued lower = ca("lower", -1).by(upper);
    refused(signedBy(lower), lower.pem() + upper.pem(), "'CN=lower'", "(path length)");
  }

  @Test
  void refusesANameThatACaForbids() throws Exception {
    TestPki.Issued middle = ca("middle", 0).permittedDns("example.org").by(root);
    refused(signedBy(middle), middle.pem(), "'CN=signer'", "(name constraints)");
    taken(new TestPki.Request("ours").dns("ci.example.org").by(middle), middle.pem());
  }

  @Test
  void refusesACaThatIsForOtherPurposes() throws Exception {
    Extension web =
        new Extension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth).getEncoded());
    TestPki.Issued middle = with(web, ca("middle", 0).by(root), root);
    refused(signedBy(middle), middle.pem(), "the CA 'CN=middle' is not for code signing");
  }

  @Test
  void refusesACaWithAShortKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    TestPki.Issued middle =
        again(ca("middle", 0).by(root), generator.generateKeyPair(), root, Optional.empty());
    TestPki.Issued leaf = signedBy(root);
    refused(
        again(leaf, leaf.key(), middle, Optional.empty()),
        middle.pem(),
        "'CN=middle' has an RSA key of 1024 bits");
  }

  @Test
  void refusesACaWhoseOwnSignatureIsWeak() throws Exception {
    TestPki.Issued strong = ca("middle", 0).by(root);
    TestPki.Issued middle = again(strong, strong.key(), root, Optional.empty(), "SHA1");
    refused(signedBy(middle), middle.pem(), "'CN=middle' is signed with SHA1withECDSA");
  }

  @Test
  void takesAChainOfWhichOneIssuerFits() throws Exception {
    TestPki.Issued middle = ca("middle", 0).by(root);
    TestPki.Issued odd = with(unknown(), middle, root);
    taken(signedBy(middle), odd.pem() + middle.pem());
    taken(signedBy(middle), middle.pem() + odd.pem());
    taken(signedBy(middle), middle.pem() + root.pem());
  }

  @Test
  void takesASelfSignedCertificateAndOneOfARootThatIsNotGiven() throws Exception {
    TestPki.Issued alone = new TestPki.Request("alone").dns("x.example").selfSigned();
    CertificateSigner signer = signer(alone, "");
    assertThat(signer.usableAt(TestPki.NOW)).isSameAs(signer);
    taken(signedBy(root), "");
  }
}
