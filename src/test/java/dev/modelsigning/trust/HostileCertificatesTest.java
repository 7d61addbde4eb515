// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.IssuerKeys;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.Test;

/** Certificates made to cost time or memory, or to be two things at once. */
class HostileCertificatesTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Random NOISE = new Random(4);

  private final Issued root = TestPki.root("root");
  private final Issued leaf = TestPki.signer(root, "signer", "https://ci.example/release");

  private NotAuthentic refusal(List<byte[]> der) throws Exception {
    CertificateAuthority authority = CertificateAuthority.of("ci", root.pem(), List.of());
    Bundle bundle =
        Bundle.of(new CertificateChain(der), "type", new byte[] {1}, new byte[] {0x30, 0});
    AuthenticationResult result =
        authority.authenticate(bundle, Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    assertThat(result).isInstanceOf(NotAuthentic.class);
    return (NotAuthentic) result;
  }

  private void refusedAsDamaged(byte[] first) throws Exception {
    assertThat(refusal(List.of(first)).reason()).isEqualTo(Reason.CERTIFICATE_INVALID);
  }

  private static BigInteger odd(int bits) {
    return new BigInteger(bits, NOISE).setBit(bits - 1).setBit(0);
  }

  /** Certificates of one name, each issued by the next as far as names go; signatures are noise. */
  private static List<byte[]> namesakes(SubjectPublicKeyInfo key, AlgorithmIdentifier signature)
      throws IOException {
    List<byte[]> der = new ArrayList<>();
    for (int i = 0; i < BundleLimits.MAX_CERTIFICATES; i++) {
      X500Name name = new X500Name("CN=loop");
      Date from = Date.from(TestPki.NOW.minus(Duration.ofDays(1)));
      Date to = Date.from(TestPki.NOW.plus(Duration.ofDays(1)));
      der.add(
          new X509v3CertificateBuilder(name, BigInteger.valueOf(i + 1), from, to, name, key)
              .build(new NoiseSigner(signature))
              .getEncoded());
    }
    return der;
  }

  @Test
  void dsaKeysOfTensOfThousandsOfBitsCostNothing() throws Exception {
    BigInteger modulus = odd(36_000);
    DSAParameter parameters = new DSAParameter(modulus, odd(256), new BigInteger("4"));
    AlgorithmIdentifier dsa = new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, parameters);
    SubjectPublicKeyInfo key =
        new SubjectPublicKeyInfo(dsa, new ASN1Integer(modulus.subtract(BigInteger.TWO)));
    List<byte[]> chain =
        namesakes(key, new AlgorithmIdentifier(NISTObjectIdentifiers.dsa_with_sha256));
    assertThat(chain.getFirst().length).isLessThan(BundleLimits.MAX_CERTIFICATE_BYTES);

    Reason reason = assertTimeoutPreemptively(LIMIT, () -> refusal(chain)).reason();

    assertThat(reason).isEqualTo(Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void rsaKeysWithLargeExponentsCostNothing() throws Exception {
    SubjectPublicKeyInfo key =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            new RSAPublicKey(odd(16_384), odd(64)));
    List<byte[]> chain =
        namesakes(key, new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption));

    Reason reason = assertTimeoutPreemptively(LIMIT, () -> refusal(chain)).reason();

    assertThat(reason).isEqualTo(Reason.CHAIN_UNTRUSTED);
  }

  /**
   * A leaf by an intermediate with an RSA key, whose signature has a salt of 2 GiB: the JDK adds to
   * that number when it checks the signature.
   */
  @Test
  void saltsThatNoSignatureHasAreRefused() throws Exception {
    List<byte[]> chain =
        namesakes(
            SubjectPublicKeyInfo.getInstance(TestPki.ecKey("").getPublic().getEncoded()),
            NoiseSigner.HUGE_SALT);
    assertThat(refusal(chain.subList(0, 2)).reason()).isEqualTo(Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void keylessSignersHaveNoSuchSaltsEither() throws Exception {
    byte[] der =
        new X509v3CertificateBuilder(
                new X500Name("CN=issuer"),
                BigInteger.ONE,
                Date.from(TestPki.NOW),
                Date.from(TestPki.NOW.plus(Duration.ofMinutes(10))),
                new X500Name("CN=signer"),
                SubjectPublicKeyInfo.getInstance(TestPki.ecKey().getPublic().getEncoded()))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))
            .build(new NoiseSigner(NoiseSigner.HUGE_SALT))
            .getEncoded();
    Clock clock = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
    try (PrivateSigstore sigstore = PrivateSigstore.start(clock)) {
      TrustedRoot trusted =
          TrustedRoot.read("private", sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
      TextRule anything = TextRule.exactly("x");
      AuthenticationResult result =
          new KeylessAuthority("ci", trusted, new SignerIdentityRule(anything, anything, Map.of()))
              .authenticate(
                  Bundle.of(
                      new SigstoreMaterial(der, List.of("{}"), List.of()),
                      "type",
                      new byte[] {1},
                      new byte[] {0x30, 0}),
                  clock);
      assertThat(result).isInstanceOf(NotAuthentic.class);
      assertThat(((NotAuthentic) result).detail())
          .contains("is signed with RSASSA-PSS, but not with SHA-2");
    }
  }

  @Test
  void indefiniteLengthsInsideEachOtherAreNotACertificate() throws Exception {
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    for (int i = 0; i < BundleLimits.MAX_CERTIFICATE_BYTES / 2; i++) {
      nested.write(0x30);
      nested.write(0x80);
    }
    refusedAsDamaged(nested.toByteArray());
  }

  @Test
  void pemInPlaceOfDerIsNotACertificate() throws Exception {
    refusedAsDamaged(leaf.pem().getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void bytesAfterTheCertificateAreNotPartOfIt() throws Exception {
    byte[] der = leaf.certificate().getEncoded();
    refusedAsDamaged(Arrays.copyOf(der, der.length + 1));
    refusedAsDamaged(Arrays.copyOf(der, der.length - 1));
    refusedAsDamaged(new byte[0]);
    refusedAsDamaged(new byte[] {0x30});
    refusedAsDamaged(new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1});
  }

  @Test
  void configuredAuthoritiesHaveKeysThatAreAccepted() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("DSA");
    keys.initialize(2048);
    KeyPair dsa = keys.generateKeyPair();
    assertThat(IssuerKeys.isAccepted(dsa.getPublic())).isFalse();
    assertThat(IssuerKeys.isAccepted(TestPki.ecKey("").getPublic())).isTrue();
    assertThat(IssuerKeys.isAccepted(TestPki.ecKey("secp384r1").getPublic())).isTrue();
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> CertificateAuthority.of("ci", TestPki.pem(dsaRoot(dsa)), List.of()))
        .withMessageContaining("RSA");
  }

  private static Object dsaRoot(KeyPair dsa) throws Exception {
    X500Name name = new X500Name("CN=dsa root");
    Date from = Date.from(TestPki.NOW.minus(Duration.ofDays(1)));
    Date to = Date.from(TestPki.NOW.plus(Duration.ofDays(1)));
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(dsa.getPublic().getEncoded());
    return new X509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, key)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .build(new NoiseSigner(new AlgorithmIdentifier(NISTObjectIdentifiers.dsa_with_sha256)));
  }
}
