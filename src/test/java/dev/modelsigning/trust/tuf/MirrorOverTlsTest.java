// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.ServerTls;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
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
    return ServerTls.by(root, now);
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
