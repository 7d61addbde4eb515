// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.sigstore.TimestampAuthorities;
import dev.modelsigning.trust.sigstore.TimestampFinding;
import dev.modelsigning.trust.sigstore.TimestampFinding.Invalid;
import dev.modelsigning.trust.sigstore.TimestampFinding.Trusted;
import dev.modelsigning.trust.sigstore.TimestampFinding.Untrusted;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timestamps made to cost time or the stack. */
class HostileTimestampsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final byte[] SIGNATURE = {1, 2, 3};

  private PrivateSigstore sigstore;
  private TimestampAuthorities authorities;

  @BeforeEach
  void startSigstore() throws TrustMaterialException {
    sigstore = PrivateSigstore.start(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));
    byte[] root = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
    authorities = TrustedRoot.read("private", root).timestamps();
  }

  @AfterEach
  void stopSigstore() {
    sigstore.close();
  }

  /** A good timestamp with other certificates in it, which its signature does not cover. */
  private byte[] stamped(List<X509CertificateHolder> certificates) throws Exception {
    byte[] good = sigstore.timestamps().stamp(SIGNATURE, TestPki.NOW);
    CMSSignedData signed = new TimeStampResponse(good).getTimeStampToken().toCMSSignedData();
    CMSSignedData changed =
        CMSSignedData.replaceCertificatesAndCRLs(
            signed,
            new CollectionStore<>(certificates),
            new CollectionStore<>(List.of()),
            new CollectionStore<>(List.of()));
    ASN1EncodableVector response = new ASN1EncodableVector();
    response.add(TimeStampResp.getInstance(good).getStatus());
    response.add(changed.toASN1Structure());
    return new DERSequence(response).getEncoded();
  }

  private static List<X509CertificateHolder> namesakes(int count) {
    TestPki.Issued issuer = new TestPki.Request("loop").ca(-1).selfSigned();
    List<X509CertificateHolder> certificates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      certificates.add(new TestPki.Request("loop").ca(-1).by(issuer).certificate());
    }
    return certificates;
  }

  @Test
  void certificatesThatDoNotBelongAreOnlyCarried() throws Exception {
    List<X509CertificateHolder> all = new ArrayList<>(sigstore.timestamps().chain());
    all.addAll(namesakes(BundleLimits.MAX_CERTIFICATES - all.size()));
    assertThat(authorities.check(stamped(all), SIGNATURE)).isEqualTo(new Trusted(TestPki.NOW));
  }

  @Test
  void refusesMoreCertificatesThanTheLimit() throws Exception {
    List<X509CertificateHolder> all = new ArrayList<>(sigstore.timestamps().chain());
    all.addAll(namesakes(40));
    byte[] der = stamped(all);
    TimestampFinding finding =
        assertTimeoutPreemptively(LIMIT, () -> authorities.check(der, SIGNATURE));
    assertThat(finding).isInstanceOf(Invalid.class);
    assertThat(((Invalid) finding).why()).contains("limit is 8");
  }

  /** A signer of the same number by a CA of the same name, which the JDK cannot check. */
  @Test
  void aForgedSignerWithAnAlgorithmThatCannotBeComputedIsUntrusted() throws Exception {
    List<X509CertificateHolder> good = sigstore.timestamps().chain();
    X509CertificateHolder signer = good.getFirst();
    SubjectPublicKeyInfo rsa =
        SubjectPublicKeyInfo.getInstance(TestPki.ecKey("").getPublic().getEncoded());
    List<X509CertificateHolder> forged = new ArrayList<>();
    for (X500Name subject : List.of(signer.getSubject(), signer.getIssuer())) {
      forged.add(
          new X509v3CertificateBuilder(
                  signer.getIssuer(),
                  signer.getSerialNumber(),
                  signer.getNotBefore(),
                  signer.getNotAfter(),
                  subject,
                  rsa)
              .build(new NoiseSigner(NoiseSigner.HUGE_SALT)));
    }
    TimestampAuthorities ofCa = TimestampAuthorities.ofPem(List.of(TestPki.pem(good.getLast())));
    assertThat(ofCa.check(stamped(good), SIGNATURE)).isEqualTo(new Trusted(TestPki.NOW));
    assertThat(ofCa.check(stamped(forged), SIGNATURE)).isEqualTo(new Untrusted());
  }

  /** A good timestamp that names other algorithms for its signature. */
  private byte[] signedWith(AlgorithmIdentifier digest, AlgorithmIdentifier signature)
      throws Exception {
    byte[] good = sigstore.timestamps().stamp(SIGNATURE, TestPki.NOW);
    CMSSignedData token = new TimeStampResponse(good).getTimeStampToken().toCMSSignedData();
    SignedData data = SignedData.getInstance(token.toASN1Structure().getContent());
    SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
    SignerInfo changed =
        new SignerInfo(
            signer.getSID(),
            digest,
            signer.getAuthenticatedAttributes(),
            signature,
            signer.getEncryptedDigest(),
            signer.getUnauthenticatedAttributes());
    SignedData whole =
        new SignedData(
            data.getDigestAlgorithms(),
            data.getEncapContentInfo(),
            data.getCertificates(),
            data.getCRLs(),
            new DERSet(changed));
    ASN1EncodableVector response = new ASN1EncodableVector();
    response.add(TimeStampResp.getInstance(good).getStatus());
    response.add(new ContentInfo(PKCSObjectIdentifiers.signedData, whole));
    return new DERSequence(response).getEncoded();
  }

  @Test
  void algorithmsOfATimestampAreLookedAtBeforeTheyAreComputedWith() throws Exception {
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    AlgorithmIdentifier ecdsa = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    assertThat(authorities.check(signedWith(sha256, ecdsa), SIGNATURE))
        .isEqualTo(new Trusted(TestPki.NOW));
    assertThat(authorities.check(signedWith(sha256, NoiseSigner.HUGE_SALT), SIGNATURE))
        .isEqualTo(new Invalid("it is signed with unsupported algorithm parameters"));
    assertThat(authorities.check(signedWith(sha1, ecdsa), SIGNATURE))
        .isEqualTo(
            new Invalid("it is signed with a digest other than SHA-256, SHA-384 or SHA-512"));
  }

  @Test
  void refusesLengthsLeftOpenInsideEachOther() {
    byte[] nested = new byte[BundleLimits.MAX_TIMESTAMP_BYTES];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    assertThat(authorities.check(nested, SIGNATURE)).isInstanceOf(Invalid.class);
  }
}
