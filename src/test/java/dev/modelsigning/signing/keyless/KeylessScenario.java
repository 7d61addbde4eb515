// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A private Sigstore for each test, and the calls to its services. */
abstract class KeylessScenario {
  final Clock clock = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
  PrivateSigstore sigstore;
  ServiceCalls calls;

  @BeforeEach
  void startSigstore() {
    sigstore = PrivateSigstore.start(clock);
    calls = ServiceCalls.within(Duration.ofSeconds(20));
  }

  @AfterEach
  void stopSigstore() {
    calls.close();
    sigstore.close();
  }
}
