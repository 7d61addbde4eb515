// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles made to cost time or memory, or to be read in two ways. */
class HostileBundleTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] PAYLOAD = {1, 2, 3};
  private static final Bundle KEY =
      Bundle.of(new PublicKeyHint("abc"), "type", PAYLOAD, new byte[] {4});
  private static final Bundle SIGSTORE =
      Bundle.of(
          new SigstoreMaterial(new byte[] {5}, List.of("{\"logIndex\":\"7\"}"), List.of()),
          "type",
          PAYLOAD,
          new byte[] {4});

  private static void refuses(byte[] json, Reason reason) {
    assertTimeoutPreemptively(
        LIMIT,
        () ->
            assertThatExceptionOfType(BundleFormatException.class)
                .isThrownBy(() -> BundleReader.read(json))
                .matches(e -> e.reason() == reason, reason.name()));
  }

  private static byte[] filled(int length, char c) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) c);
    return bytes;
  }

  private static byte[] changed(Bundle bundle, Consumer<ObjectNode> change) {
    return Bundles.change(BundleWriter.write(bundle), change);
  }

  private static ObjectNode material(ObjectNode bundle) {
    return (ObjectNode) bundle.get("verificationMaterial");
  }

  @ParameterizedTest
  @ValueSource(chars = {'[', '{', '"', '1', ' ', '-', '\0', '\n'})
  void refusesTheLargestBundleOfOneByte(char c) {
    refuses(filled(BundleLimits.MAX_BYTES, c), Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999", "-1e999", "1e1000000000", "9e99999999999999999999"})
  void refusesNumbersThatWouldBecomeInfinite(String number) {
    String text = new String(BundleWriter.write(SIGSTORE), StandardCharsets.UTF_8);
    refuses(
        text.replace("\"logIndex\":\"7\"", "\"logIndex\":" + number)
            .getBytes(StandardCharsets.UTF_8),
        Reason.MALFORMED);
  }

  @Test
  void refusesLogEntriesAndTimestampsOverTheirLimits() {
    refuses(
        changed(
            SIGSTORE,
            bundle -> {
              var entries = material(bundle).putArray("tlogEntries");
              for (int i = 0; i <= BundleLimits.MAX_LOG_ENTRIES; i++) {
                entries.addObject();
              }
            }),
        Reason.TOO_LARGE);
    refuses(
        changed(
            SIGSTORE,
            bundle ->
                material(bundle)
                    .putArray("tlogEntries")
                    .addObject()
                    .put("canonicalizedBody", "x".repeat(BundleLimits.MAX_LOG_ENTRY))),
        Reason.TOO_LARGE);
    refuses(
        changed(
            SIGSTORE,
            bundle -> {
              var list =
                  material(bundle)
                      .putObject("timestampVerificationData")
                      .putArray("rfc3161Timestamps");
              for (int i = 0; i <= BundleLimits.MAX_TIMESTAMPS; i++) {
                list.addObject().put("signedTimestamp", "AAAA");
              }
            }),
        Reason.TOO_LARGE);
    refuses(
        changed(
            SIGSTORE,
            bundle ->
                material(bundle)
                    .putObject("timestampVerificationData")
                    .putArray("rfc3161Timestamps")
                    .addObject()
                    .put("signedTimestamp", "AAAA".repeat(BundleLimits.MAX_TIMESTAMP_BYTES))),
        Reason.TOO_LARGE);
  }

  @Test
  void refusesKeysOverTheirLimit() {
    refuses(
        changed(
            KEY,
            bundle ->
                material(bundle)
                    .putObject("publicKey")
                    .put("rawBytes", "AAAA".repeat(BundleLimits.MAX_KEY_BYTES))),
        Reason.TOO_LARGE);
  }

  private static List<byte[]> blocks(String pem) {
    try {
      return PemBlocks.labelled(PemBlocks.CERTIFICATE, pem);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  @Test
  void pemFloodsEnd() {
    String begin = "-----BEGIN CERTIFICATE-----\n";
    List<String> floods =
        List.of(
            begin.repeat(PemBlocks.MAX_LENGTH / begin.length()),
            "-".repeat(PemBlocks.MAX_LENGTH),
            "-----BEGIN ".repeat(PemBlocks.MAX_LENGTH / 11),
            begin + "A".repeat(PemBlocks.MAX_LENGTH - 100),
            begin + " ".repeat(PemBlocks.MAX_LENGTH - 100));
    for (String flood : floods) {
      assertTimeoutPreemptively(LIMIT, () -> assertThat(blocks(flood)).isEmpty());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PemBlocks.labelled("KEY", "x".repeat(PemBlocks.MAX_LENGTH + 1)));
  }
}
