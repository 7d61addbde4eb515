// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What a certificate authority that a user configured says about bundles. */
final class CertificateChecks {
  static final Instant NOW = TestPki.NOW;
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Duration DAY = Duration.ofDays(1);
  static final String URI = "https://ci.example/release";

  private CertificateChecks() {}

  static CertificateAuthority authority(String pem, String... names) {
    try {
      return CertificateAuthority.of("ci", pem, List.of(names));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  static AuthenticationResult authenticate(String pem, Bundle bundle, String... names) {
    return authenticateAt(NOW, pem, bundle, names);
  }

  static AuthenticationResult authenticateAt(
      Instant time, String pem, Bundle bundle, String... names) {
    return authority(pem, names).authenticate(bundle, Clock.fixed(time, ZoneOffset.UTC));
  }

  static SignerFacts accepted(AuthenticationResult result) {
    return assertThat(result).isAuthentic();
  }

  static void refused(AuthenticationResult result, Reason reason, String... details) {
    assertThat(result).isRefused(reason, details);
  }
}
