// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A private mirror, whose certificate no public authority has issued. */
class MirrorOverTlsTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private final Instant now = CLOCK.instant();
  private final TestPki.Issued root = authority("private authority");
  private TufRepository repository;
  private byte[] trustedRoot;

  private TestPki.Issued authority(String name) {
    return new TestPki.Request(name)
        .ca(-1)
        .valid(now.minusSeconds(3600), now.plusSeconds(3600))
        .selfSigned();
  }

  private SSLContext tls() throws Exception {
    TestPki.Issued host =
        new TestPki.Request("localhost")
            .dns("localhost")
            .purpose(KeyPurposeId.id_kp_serverAuth)
            .valid(now.minusSeconds(60), now.plusSeconds(3600))
            .by(root);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate certificate = new JcaX509CertificateConverter().getCertificate(host.certificate());
    store.setKeyEntry(
        "host", host.key().getPrivate(), new char[0], new Certificate[] {certificate});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }

  @BeforeEach
  void publish() throws Exception {
    try (PrivateSigstore sigstore = PrivateSigstore.start(CLOCK)) {
      trustedRoot = sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8);
    }
    repository = new TufRepository(tls());
    repository.publish(trustedRoot, 3, now.plus(Duration.ofDays(1)));
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  private TrustedRootMirror mirror(List<X509Certificate> authorities) {
    String first =
        new String(repository.root(now.plus(Duration.ofDays(400))), StandardCharsets.UTF_8);
    return TrustedRootMirror.startingFrom(first, repository.url()).recognizedBy(authorities);
  }

  @Test
  void fetchesOverTheAuthorityThatIsNamed() throws Exception {
    var fetched =
        mirror(Certificates.read(root.pem()))
            .within(Duration.ofSeconds(15), Duration.ofMinutes(1))
            .fetchAfter(Optional.empty(), CLOCK);

    assertThat(fetched.root().json()).isEqualTo(trustedRoot);
  }

  @Test
  void trustsNoOtherAuthority() throws Exception {
    for (List<X509Certificate> others :
        List.of(List.<X509Certificate>of(), Certificates.read(authority("another one").pem()))) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(() -> mirror(others).fetchAfter(Optional.empty(), CLOCK))
          .withMessageContaining("is not trusted for TLS");
    }
  }
}
