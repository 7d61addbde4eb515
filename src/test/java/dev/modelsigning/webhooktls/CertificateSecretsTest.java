// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateSecretsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CertificateMint mint =
      new CertificateMint(List.of("webhook.ns.svc"), new SecureRandom());
  private final CertifiedKey authority = mint.authority(NOW, Duration.ofDays(365));
  private final CertifiedKey leaf = mint.leaf(authority, NOW, Duration.ofDays(90));
  private final CertificateState state =
      CertificateState.EMPTY.startOver(authority, NOW).serve(leaf);

  @Test
  void readsWhatItWrote() {
    var announced = state.announce(mint.authority(NOW, Duration.ofDays(365))).promote();
    var read =
        CertificateSecrets.read(
            Optional.of(CertificateSecrets.authority(announced, Optional.empty(), "ns", "a")),
            Optional.of(CertificateSecrets.serving(announced, Optional.empty(), "ns", "s")));
    assertThat(read.current()).isEqualTo(announced.current());
    assertThat(read.previous()).isEqualTo(announced.previous());
    assertThat(read.leaf()).isEqualTo(announced.leaf());
    assertThat(read.served()).isEqualTo(announced.trusted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "tls.key"})
  void damagedServingSecretHasNoLeaf(String entry) {
    for (String damage : List.of("", "not base64!", base64("-----BEGIN CERTIFICATE-----"))) {
      var serving = CertificateSecrets.serving(state, Optional.empty(), "ns", "s");
      var read =
          CertificateSecrets.read(Optional.empty(), Optional.of(with(serving, entry, damage)));
      assertThat(read.leaf()).as(damage).isEmpty();
    }
  }

  @Test
  void keyOfAnotherCertificateGivesNoLeaf() {
    var serving = CertificateSecrets.serving(state, Optional.empty(), "ns", "s");
    var other = mint.leaf(authority, NOW, Duration.ofDays(90));
    var mixed = with(serving, "tls.key", base64(Pem.of(other.key())));
    assertThat(CertificateSecrets.read(Optional.empty(), Optional.of(mixed)).leaf()).isEmpty();
  }

  @Test
  void authoritysKeyIsNotInTheSecretThatPodsMount() {
    var serving = CertificateSecrets.serving(state, Optional.empty(), "ns", "s");
    assertThat(serving.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt");
    assertThat(serving.getData().values()).doesNotContain(base64(Pem.of(authority.key())));
  }

  @Test
  void keysAreNotPrinted() {
    assertThat(state.toString()).doesNotContain("PRIVATE").doesNotContain("key=");
  }

  @Test
  void lifetimesThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                new RotationPolicy(
                    Duration.ofDays(100),
                    Duration.ofDays(90),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1)))
        .hasMessageContaining("at least three times");
    assertThatThrownBy(
            () ->
                new RotationPolicy(
                    Duration.ofDays(365),
                    Duration.ofDays(90),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1)))
        .hasMessageContaining("PT10M");
  }

  private static Secret with(Secret secret, String entry, String value) {
    var data = new HashMap<>(secret.getData());
    data.put(entry, value);
    secret.setData(data);
    return secret;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
