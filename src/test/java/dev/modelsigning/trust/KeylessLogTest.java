// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;
import static dev.modelsigning.trust.KeylessChecks.NOW;
import static dev.modelsigning.trust.KeylessChecks.accepted;
import static dev.modelsigning.trust.KeylessChecks.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.TransparencyLog;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeylessLogTest {
  private static KeylessChecks checks;

  @BeforeAll
  static void start() {
    checks = new KeylessChecks();
  }

  @AfterAll
  static void stop() {
    checks.close();
  }

  private static TransparencyLog rekor(int version) {
    return checks.sigstore().rekor(version);
  }

  private static void rejects(String detail, UnaryOperator<KeylessBundle> change)
      throws TrustMaterialException {
    refused(checks.check(change.apply(checks.bundle()).sign()), Reason.LOG_INVALID, detail);
  }

  private static void rejectsChangedEntry(int version, String detail, Consumer<ObjectNode> change)
      throws TrustMaterialException {
    rejects(detail, bundle -> bundle.loggedIn(rekor(version), change).stamped());
  }

  private static String entryOf(Bundle bundle) {
    return ((SigstoreMaterial) bundle.material()).logEntries().getFirst();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rejectsEntriesOfALogWithAnotherKey(int version) throws Exception {
    rejects(
        "does not verify", bundle -> bundle.loggedIn(rekor(version).forged(), e -> {}).stamped());
  }

  @Test
  void rejectsAForgedPromise() throws Exception {
    rejectsChangedEntry(
        1,
        "SET",
        entry -> {
          String index = entry.path("logIndex").asText();
          ObjectNode forged =
              rekor(1)
                  .forged()
                  .add(
                      Base64.getDecoder().decode(entry.path("canonicalizedBody").asText()),
                      "dsse",
                      "0.0.1",
                      NOW);
          entry.set("inclusionPromise", forged.path("inclusionPromise"));
          assertThat(index).isNotEmpty();
        });
    rejectsChangedEntry(
        1, "SET", entry -> entry.put("integratedTime", Long.toString(NOW.getEpochSecond() + 1)));
    rejectsChangedEntry(1, "SET", entry -> entry.put("logIndex", "7"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rejectsAForgedCheckpoint(int version) throws Exception {
    rejectsChangedEntry(
        version,
        "does not verify",
        entry -> {
          ObjectNode forged = rekor(version).forged().add(new byte[] {1}, "x", "1", NOW);
          proof(entry).set("checkpoint", forged.path("inclusionProof").path("checkpoint"));
        });
  }

  @Test
  void rejectsAForgedInclusionProof() throws Exception {
    String zero = Base64.getEncoder().encodeToString(new byte[32]);
    rejectsChangedEntry(1, "roof", entry -> ((ArrayNode) proof(entry).path("hashes")).set(0, zero));
    rejectsChangedEntry(2, "roof", entry -> ((ArrayNode) proof(entry).path("hashes")).removeAll());
    rejectsChangedEntry(1, "", entry -> proof(entry).put("rootHash", zero));
    rejectsChangedEntry(2, "", entry -> proof(entry).put("logIndex", "0"));
    rejectsChangedEntry(2, "", entry -> proof(entry).put("treeSize", "9223372036854775807"));
    rejectsChangedEntry(1, "inclusion proof", entry -> entry.remove("inclusionProof"));
  }

  private static ObjectNode proof(ObjectNode entry) {
    return (ObjectNode) entry.path("inclusionProof");
  }

  @Test
  void rejectsASecondEntryThatIsBogus() throws Exception {
    Bundle other = checks.bundle("other payload").sign();
    rejects("about another", bundle -> bundle.loggedV1().logged(entryOf(other)));
    rejects("", bundle -> bundle.loggedV1().logged("{}"));
    rejects(
        "does not verify",
        bundle -> bundle.loggedV1().loggedIn(rekor(2).forged(), entry -> {}).stamped());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rejectsTheEntryOfAnotherSignatureCertificateOrPayload(int version) throws Exception {
    for (String payload : List.of("{\"name\":\"model.bin\"}", "{\"name\":\"model.bin2\"}")) {
      Bundle other = checks.bundle(payload).loggedIn(rekor(version), entry -> {}).sign();
      rejects("about another", bundle -> bundle.logged(entryOf(other)).stamped());
    }
  }

  @Test
  void rejectsAnEntryOfAnotherKind() throws Exception {
    byte[] body =
        "{\"apiVersion\":\"0.0.1\",\"kind\":\"rpm\",\"spec\":{}}".getBytes(StandardCharsets.UTF_8);
    String entry = rekor(1).add(body, "rpm", "0.0.1", NOW).toString();
    rejects("unsupported kind", bundle -> bundle.logged(entry));
    String noJson = rekor(1).add(new byte[] {1}, "dsse", "0.0.1", NOW).toString();
    rejects("is invalid", bundle -> bundle.logged(noJson));
  }

  @Test
  void rejectsWhatItCannotCheckForLackOfTheLogsKey() throws Exception {
    Bundle bundle = checks.bundle().loggedV2().stamped().sign();
    refused(
        checks.check(bundle, root -> ((ArrayNode) root.path("tlogs")).remove(1)),
        Reason.LOG_INVALID,
        "'private' does not contain");
    try (PrivateSigstore other = PrivateSigstore.start(KeylessChecks.CLOCK)) {
      rejects("does not contain", draft -> draft.loggedIn(other.rekor(1), entry -> {}));
    }
  }

  @Test
  void rejectsALogsKeyOutsideOfItsTime() throws Exception {
    Bundle bundle = checks.bundle().sign();
    refused(
        checks.check(
            bundle,
            root ->
                ((ObjectNode) root.path("tlogs").path(0).path("publicKey").path("validFor"))
                    .put("end", NOW.minus(Duration.ofDays(1)).toString())),
        Reason.LOG_INVALID,
        "was not valid at that time");
  }

  @Test
  void rejectsATimeThatNobodySigned() throws Exception {
    Bundle bundle =
        checks.bundle().loggedIn(rekor(1), entry -> entry.remove("inclusionPromise")).sign();
    refused(checks.check(bundle), Reason.TIMESTAMP_INVALID, "states when the signature was made");
    refused(
        checks.check(checks.bundle().loggedV2().sign()),
        Reason.TIMESTAMP_INVALID,
        "states when the signature was made");
  }

  @Test
  void acceptsAnEntryWithoutPromiseWhenATimestampTellsTheTime() throws Exception {
    accepted(
        checks.check(
            checks
                .bundle()
                .loggedIn(rekor(1), entry -> entry.remove("inclusionPromise"))
                .stamped()
                .sign()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"logIndex\":\"x\"}",
        "{\"logId\":{\"keyId\":\"AA==\"},\"inclusionProof\":{}}",
        "{\"inclusionProof\":{\"checkpoint\":{\"envelope\":\"\\n\\n\"}}}",
        "{\"canonicalizedBody\":\"%%\"}",
        "{\"logIndex\":\"99999999999999999999999\"}"
      })
  void rejectsDamagedEntries(String entry) throws Exception {
    AuthenticationResult result = checks.check(checks.bundle().logged(entry).stamped().sign());
    assertThat(result).isRefused(Reason.LOG_INVALID);
  }

  @Test
  void knowsNoBundleWithoutLogEntry() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new SigstoreMaterial(new byte[] {1}, List.of(), List.of()))
        .withMessageContaining("at least one log entry");
  }
}
