// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.trust.CertificateChecks.accepted;
import static dev.modelsigning.trust.CertificateChecks.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import dev.modelsigning.testing.sigstore.TimestampService;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;

/** Certificates are judged when a timestamp authority that is trusted says they were used. */
class CertificateTimestampTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final Issued root = TestPki.root("root");
  private final TimestampService service = service("stamps");

  private static TimestampService service(String name) {
    return new TimestampService(CLOCK, name, Duration.ofDays(9), Duration.ofDays(3000));
  }

  private static String pem(List<X509CertificateHolder> chain) {
    StringBuilder all = new StringBuilder();
    chain.forEach(certificate -> all.append(TestPki.pem(certificate)));
    return all.toString();
  }

  /** Signed with a certificate that ended yesterday. */
  private Bundle signed() {
    Issued leaf =
        new Request("signer")
            .uri("https://ci.example")
            .valid(NOW.minus(DAY.multipliedBy(5)), NOW.minus(DAY))
            .by(root);
    try {
      return Bundles.signer(leaf).sign("type", new byte[] {1});
    } catch (SigningException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Bundle stamped(Bundle bundle, byte[]... responses) {
    CertificateChain chain = (CertificateChain) bundle.material();
    return new Bundle(
        bundle.mediaType(),
        new CertificateChain(chain.der(), List.of(responses)),
        bundle.envelope());
  }

  private AuthenticationResult check(Bundle bundle, String... authorities)
      throws TrustMaterialException {
    return CertificateAuthority.of("ci", root.pem(), AllowedNames.ANY, List.of(authorities))
        .authenticate(bundle, CLOCK);
  }

  private byte[] stamp(Bundle bundle, Duration ago) {
    return service.stamp(bundle.envelope().signature(), NOW.minus(ago));
  }

  @Test
  void acceptsACertificateThatEndedAfterTheTimestamp() throws Exception {
    Bundle bundle = signed();
    byte[] then = stamp(bundle, DAY.multipliedBy(2));
    for (String authority :
        List.of(pem(service.chain()), pem(List.of(service.chain().getLast())))) {
      // What was stamped in time does not end with the certificate.
      assertThat(accepted(check(stamped(bundle, then), authority)).notAfter()).isEmpty();
    }
    refused(check(bundle, pem(service.chain())), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void rejectsACertificateThatEndedBeforeTheTimestampOrOneOfThem() throws Exception {
    Bundle bundle = signed();
    byte[] then = stamp(bundle, DAY.multipliedBy(2));
    byte[] after = stamp(bundle, Duration.ofHours(1));
    refused(check(stamped(bundle, after), pem(service.chain())), Reason.CERTIFICATE_EXPIRED);
    refused(check(stamped(bundle, then, after), pem(service.chain())), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void passesOverTimestampsOfAuthoritiesThatAreNotConfigured() throws Exception {
    Bundle bundle = signed();
    byte[] then = stamp(bundle, DAY.multipliedBy(2));
    refused(check(stamped(bundle, then)), Reason.CERTIFICATE_EXPIRED);
    refused(
        check(stamped(bundle, then), pem(service("stamps").chain())), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void rejectsTimestampsThatDoNotVerify() throws Exception {
    Bundle bundle = signed();
    byte[] other = service.stamp(new byte[] {1}, NOW.minus(DAY.multipliedBy(2)));
    refused(check(stamped(bundle, other), pem(service.chain())), Reason.TIMESTAMP_INVALID);
    refused(
        check(stamped(bundle, new byte[] {48, 0}), pem(service.chain())), Reason.TIMESTAMP_INVALID);
  }

  @Test
  void refusesAuthoritiesWithoutACaOrDamaged() {
    for (String pem :
        List.of(
            "",
            pem(List.of(service.chain().getFirst())),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(
              () -> CertificateAuthority.of("ci", root.pem(), AllowedNames.ANY, List.of(pem)))
          .withMessageContaining("timestamp authority");
    }
  }
}
