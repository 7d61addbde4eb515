// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.Bundles;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SigstoreMaterialTest {
  private static final byte[] GOOD =
      BundleWriter.write(
          Bundle.of(
              new SigstoreMaterial(new byte[] {1}, List.of("{}"), List.of(new byte[] {2})),
              "type",
              new byte[] {3},
              new byte[] {4}));

  private static ArrayNode logEntries(ObjectNode bundle) {
    return (ArrayNode) bundle.at("/verificationMaterial/tlogEntries");
  }

  private static ArrayNode timestamps(ObjectNode bundle) {
    return (ArrayNode)
        bundle.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps");
  }

  private static void refuses(Reason reason, Consumer<ObjectNode> change) {
    assertThatExceptionOfType(BundleFormatException.class)
        .isThrownBy(() -> BundleReader.read(Bundles.change(GOOD, change)))
        .returns(reason, BundleFormatException::reason);
  }

  @Test
  void materialsOfTheSameContentAreEqual() {
    byte[] one = {1};
    byte[] two = {2};
    CertificateChain chain = new CertificateChain(List.of(one, two), List.of(one));
    assertThat(new CertificateChain(List.of(one.clone(), two.clone()), List.of(one.clone())))
        .isEqualTo(chain)
        .hasSameHashCodeAs(chain);
    assertThat(new CertificateChain(List.of(one, two), List.of(two))).isNotEqualTo(chain);
    assertThat(new CertificateChain(List.of(two, one), List.of(one))).isNotEqualTo(chain);
    assertThat(chain).hasToString("CertificateChain[2 certificates, 1 timestamps]");
  }

  @Test
  void refusesSignersWithoutALogEntry() {
    refuses(Reason.MATERIAL, bundle -> logEntries(bundle).removeAll());
  }

  @Test
  void refusesLogEntriesOverTheLimits() {
    refuses(
        Reason.TOO_LARGE,
        bundle -> {
          for (int i = 0; i < BundleLimits.MAX_LOG_ENTRIES; i++) {
            logEntries(bundle).addObject();
          }
        });
    refuses(
        Reason.TOO_LARGE,
        bundle ->
            logEntries(bundle)
                .addObject()
                .put("canonicalizedBody", "x".repeat(BundleLimits.MAX_LOG_ENTRY)));
  }

  @Test
  void refusesLogEntriesThatAreNotObjects() {
    refuses(Reason.MALFORMED, bundle -> logEntries(bundle).add(7));
  }

  @Test
  void refusesTimestampsOverTheLimits() {
    refuses(
        Reason.TOO_LARGE,
        bundle -> {
          for (int i = 0; i < BundleLimits.MAX_TIMESTAMPS; i++) {
            timestamps(bundle).addObject().put("signedTimestamp", "AAAA");
          }
        });
    String large =
        Base64.getEncoder().encodeToString(new byte[BundleLimits.MAX_TIMESTAMP_BYTES + 1]);
    refuses(
        Reason.TOO_LARGE, bundle -> timestamps(bundle).addObject().put("signedTimestamp", large));
  }

  @Test
  void refusesTimestampsThatAreNotObjects() {
    refuses(Reason.MALFORMED, bundle -> timestamps(bundle).add("AAAA"));
  }
}
