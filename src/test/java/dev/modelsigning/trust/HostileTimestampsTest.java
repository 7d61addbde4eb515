package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.TimestampFinding.Invalid;
import dev.modelsigning.trust.TimestampFinding.Trusted;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.cert.X509CertificateHolder;
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
