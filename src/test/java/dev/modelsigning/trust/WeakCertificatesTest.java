// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.pki.CertificatePaths;
import dev.modelsigning.pki.CertificatePurpose;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.ChainRules;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains that lead to a configured certificate, over what is not to be relied on. */
class WeakCertificatesTest {
  private static final Clock CLOCK = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
  private static final KeyPurposeId ANY = KeyPurposeId.anyExtendedKeyUsage;
  private static final KeyPurposeId SIGNING = KeyPurposeId.id_kp_codeSigning;
  private static final KeyPurposeId STAMPING = KeyPurposeId.id_kp_timeStamping;
  private static final KeyPurposeId SERVERS = KeyPurposeId.id_kp_serverAuth;

  private final Issued root = TestPki.root("root");

  private static KeyPair rsa(int bits) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(bits);
    return keys.generateKeyPair();
  }

  private static Issued issued(
      String name, boolean ca, KeyPair key, Issued issuer, String algorithm, KeyPurposeId... uses)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer.certificate().getSubject(),
            BigInteger.TWO,
            Date.from(TestPki.NOW.minus(Duration.ofDays(1))),
            Date.from(TestPki.NOW.plus(Duration.ofDays(1))),
            new X500Name("CN=" + name),
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    if (uses.length > 0) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
    }
    return new Issued(
        builder.build(
            new JcaContentSignerBuilder(algorithm)
                .setProvider(new BouncyCastleProvider())
                .build(issuer.key().getPrivate())),
        key);
  }

  private static Issued leaf(Issued issuer, String algorithm) throws Exception {
    return issued("signer", false, TestPki.ecKey(), issuer, algorithm, SIGNING);
  }

  private AuthenticationResult authenticate(Issued leaf, Issued... above) throws Exception {
    Bundle bundle = Bundles.certified(leaf, above);
    return CertificateAuthority.of("ci", root.pem(), List.of()).authenticate(bundle, CLOCK);
  }

  private void accepts(Issued leaf, Issued... above) throws Exception {
    assertThat(authenticate(leaf, above)).isAuthentic();
  }

  private void refuses(String why, Issued leaf, Issued... above) throws Exception {
    assertThat(authenticate(leaf, above)).isRefused(Reason.CERTIFICATE_INVALID, why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"})
  void sha2IsAccepted(String algorithm) throws Exception {
    Issued middle = issued("middle", true, TestPki.ecKey(), root, algorithm);
    accepts(leaf(middle, algorithm), middle);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withRSAandMGF1"})
  void rsaOf2048BitsIsAccepted(String algorithm) throws Exception {
    Issued middle = issued("middle", true, rsa(2048), root, "SHA256withECDSA");
    accepts(leaf(middle, algorithm), middle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "Ed448"})
  void edwardsCurvesAreAccepted(String algorithm) throws Exception {
    KeyPair key = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    Issued middle = issued("middle", true, key, root, "SHA256withECDSA");
    accepts(leaf(middle, algorithm), middle);
  }

  @Test
  void sha1BelowTheConfiguredCertificateIsRefused() throws Exception {
    Issued middle = issued("middle", true, TestPki.ecKey(), root, "SHA1withECDSA");
    refuses("'CN=middle' is signed with SHA1withECDSA", leaf(middle, "SHA256withECDSA"), middle);
    refuses("'CN=signer' is signed with SHA1withECDSA", leaf(root, "SHA1withECDSA"));
    Issued good = issued("middle", true, rsa(2048), root, "SHA256withECDSA");
    refuses("reissued with SHA-256", leaf(good, "SHA1withRSA"), good);
    refuses("reissued with SHA-256", leaf(good, "SHA1withRSAandMGF1"), good);
  }

  @Test
  void signerRefusesACertificateThatIsSignedWithSha1() throws Exception {
    Issued leaf = leaf(root, "SHA1withECDSA");
    CertificateSigner signer =
        CertificateSigner.of(leaf.keyPem(), Optional.empty(), leaf.pem(), "");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer.usableAt(TestPki.NOW))
        .withMessage(
            "the signing certificate is signed with SHA1withECDSA, which is too weak, so no verifier"
                + " would accept it; use one on P-256, P-384 or P-521 with digitalSignature and"
                + " codeSigning, issued with SHA-2 or EdDSA");
  }

  @Test
  void shortRsaKeysBelowTheConfiguredCertificateAreRefused() throws Exception {
    Issued middle = issued("middle", true, rsa(1024), root, "SHA256withECDSA");
    refuses("an RSA key of 1024 bits", leaf(middle, "SHA256withRSA"), middle);
  }

  @Test
  void intermediatesForOtherPurposesAreRefused() throws Exception {
    Issued servers = issued("middle", true, TestPki.ecKey(), root, "SHA256withECDSA", SERVERS);
    refuses("'CN=middle' is not for code signing", leaf(servers, "SHA256withECDSA"), servers);
    for (KeyPurposeId purpose : List.of(SIGNING, ANY)) {
      Issued middle =
          issued("middle", true, TestPki.ecKey(), root, "SHA256withECDSA", SERVERS, purpose);
      accepts(leaf(middle, "SHA256withECDSA"), middle);
    }
  }

  private boolean stamps(Issued middle, String algorithm) throws Exception {
    Issued signer = issued("tsa", false, TestPki.ecKey(), middle, algorithm, STAMPING);
    return new CertificatePaths(
            Set.of(parsed(root)), List.of(parsed(middle)), CLOCK, CertificatePurpose.TIME_STAMPING)
        .find(parsed(signer))
        .isPresent();
  }

  private static X509Certificate parsed(Issued issued) throws Exception {
    return Certificates.parse(issued.certificate().getEncoded());
  }

  @Test
  void chainsOfTimestampAuthoritiesAreHeldToTheSame() throws Exception {
    String sha256 = "SHA256withECDSA";
    Issued plain = issued("middle", true, TestPki.ecKey(), root, sha256);
    assertThat(stamps(plain, sha256)).isTrue();
    assertThat(stamps(plain, "SHA1withECDSA")).isFalse();
    assertThat(stamps(issued("middle", true, rsa(1024), root, sha256), "SHA256withRSA")).isFalse();
    for (KeyPurposeId purpose : List.of(STAMPING, ANY)) {
      assertThat(stamps(issued("m", true, TestPki.ecKey(), root, sha256, purpose), sha256))
          .isTrue();
    }
    assertThat(stamps(issued("m", true, TestPki.ecKey(), root, sha256, SIGNING), sha256)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public-good", "staging"})
  void chainsOfSigstoreAreAccepted(String instance) throws Exception {
    Issued signer = TestPki.signer(root, "signer", "https://ci.example/release");
    try (InputStream in = TrustedRoot.class.getResourceAsStream(instance + "-trusted-root.json")) {
      JsonNode trusted = new ObjectMapper().readTree(in);
      for (JsonNode authority : trusted.get("certificateAuthorities")) {
        List<X509Certificate> path = new ArrayList<>(List.of(parsed(signer)));
        path.addAll(chain(authority));
        assertThat(ChainRules.problemWith(path, CertificatePurpose.CODE_SIGNING)).isEmpty();
      }
      for (JsonNode authority : trusted.get("timestampAuthorities")) {
        assertThat(ChainRules.problemWith(chain(authority), CertificatePurpose.TIME_STAMPING))
            .isEmpty();
      }
    }
  }

  private static List<X509Certificate> chain(JsonNode authority) throws Exception {
    List<X509Certificate> chain = new ArrayList<>();
    for (JsonNode certificate : authority.path("certChain").path("certificates")) {
      chain.add(Certificates.parse(certificate.path("rawBytes").binaryValue()));
    }
    assertThat(chain).isNotEmpty();
    return chain;
  }
}
