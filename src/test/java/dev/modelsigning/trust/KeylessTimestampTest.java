// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.trust.KeylessChecks.CLOCK;
import static dev.modelsigning.trust.KeylessChecks.NOW;
import static dev.modelsigning.trust.KeylessChecks.accepted;
import static dev.modelsigning.trust.KeylessChecks.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.sigstore.TimestampService;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeylessTimestampTest {
  private static KeylessChecks checks;

  @BeforeAll
  static void start() {
    checks = new KeylessChecks();
  }

  @AfterAll
  static void stop() {
    checks.close();
  }

  private static TimestampService service(String name) {
    return new TimestampService(CLOCK, name, Duration.ofDays(1), Duration.ofDays(1));
  }

  @Test
  void rejectsATimestampOverOtherBytes() throws Exception {
    byte[] stamp = checks.sigstore().timestamps().stamp(new byte[] {1}, NOW);
    for (Bundle bundle :
        new Bundle[] {
          checks.bundle().loggedV2().stampedWith(stamp).sign(),
          checks.bundle().loggedV1().stamped().stampedWith(stamp).sign()
        }) {
      refused(checks.check(bundle), Reason.TIMESTAMP_INVALID, "over another signature");
    }
  }

  @Test
  void rejectsADamagedTimestamp() throws Exception {
    refused(
        checks.check(checks.bundle().loggedV1().stampedWith(new byte[] {48, 1}).sign()),
        Reason.TIMESTAMP_INVALID,
        "cannot be read");
    byte[] stamp = checks.sigstore().timestamps().stamp(new byte[] {1}, NOW);
    stamp[stamp.length - 1] ^= 1;
    refused(
        checks.check(checks.bundle().loggedV1().stampedWith(stamp).sign()),
        Reason.TIMESTAMP_INVALID,
        "not signed correctly");
  }

  @Test
  void takesNoTimeFromATimestampAuthorityThatIsNotKnown() throws Exception {
    TimestampService other = service("private timestamps");
    refused(
        checks.check(checks.bundle().loggedV2().stampedBy(other).sign()),
        Reason.TIMESTAMP_INVALID,
        "states when the signature was made");
    Bundle bundle = checks.bundle().loggedV1().stampedBy(other).sign();
    assertThat(accepted(checks.check(bundle)).identity().orElseThrow().times()).hasSize(1);
  }

  @Test
  void takesNoTimeFromATimestampAuthorityAfterItsEnd() throws Exception {
    Bundle bundle = checks.bundle().loggedV2().stamped().sign();
    accepted(checks.check(bundle));
    refused(
        checks.check(
            bundle,
            root ->
                ((ObjectNode) root.path("timestampAuthorities").path(0).path("validFor"))
                    .put("end", NOW.minus(Duration.ofDays(1)).toString())),
        Reason.TIMESTAMP_INVALID,
        "states when the signature was made");
  }

  @Test
  void refusesWhatIsNotATrustedRoot() {
    for (String text :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"tlogs\":[{}],\"certificateAuthorities\":[{}]}",
          checks.sigstore().signingConfigJson(1)
        }) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(() -> TrustedRoot.read("it", text.getBytes(StandardCharsets.UTF_8)))
          .withMessageContaining("'it'");
    }
  }

  @Test
  void readsTheTrustedRootOfAClientTrustConfigurationAndThoseItComesWith() throws Exception {
    byte[] config = checks.sigstore().clientTrustConfigJson(2).getBytes(StandardCharsets.UTF_8);
    assertThat(TrustedRoot.read("it", config).logs()).hasSize(2);
    assertThat(TrustedRoot.publicGood().logs()).isNotEmpty();
    assertThat(TrustedRoot.staging().logs()).isNotEmpty();
  }
}
