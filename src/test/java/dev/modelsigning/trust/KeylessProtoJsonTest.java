// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.trust.KeylessChecks.accepted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.testing.Bundles;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One log entry in every form that ProtoJSON allows: each verifies, since it is the same entry. */
class KeylessProtoJsonTest {
  private static KeylessChecks checks;

  @BeforeAll
  static void start() {
    checks = new KeylessChecks();
  }

  @AfterAll
  static void stop() {
    checks.close();
  }

  private static void verifies(int version, Consumer<ObjectNode> change) throws Exception {
    Bundle bundle =
        checks.bundle().loggedIn(checks.sigstore().rekor(version), entry -> {}).stamped().sign();
    byte[] json =
        Bundles.change(
            BundleWriter.write(bundle),
            whole -> change.accept((ObjectNode) whole.at("/verificationMaterial/tlogEntries/0")));
    accepted(checks.check(BundleReader.read(json)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void verifiesNumbersWithoutQuotationMarks(int version) throws Exception {
    verifies(version, KeylessProtoJsonTest::bareNumbers);
  }

  /** Every text of digits; {@code 0.0.1} is none. */
  private static void bareNumbers(ObjectNode object) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getValue() instanceof ObjectNode inner) {
        bareNumbers(inner);
      } else if (member.getValue().asText().matches("[0-9]{1,18}")) {
        object.put(member.getKey(), member.getValue().asLong());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void verifiesUrlSafeBase64WithoutPadding(int version) throws Exception {
    verifies(version, KeylessProtoJsonTest::urlSafe);
  }

  private static void urlSafe(ObjectNode object) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      switch (member.getValue()) {
        case ObjectNode inner -> urlSafe(inner);
        case ArrayNode hashes -> {
          for (int i = 0; i < hashes.size(); i++) {
            hashes.set(i, urlSafe(hashes.get(i).asText()));
          }
        }
        default -> {
          String text = member.getValue().asText();
          if (!member.getKey().equals("envelope") && text.matches("[A-Za-z0-9+/]{20,}={0,2}")) {
            object.put(member.getKey(), urlSafe(text));
          }
        }
      }
    }
  }

  private static String urlSafe(String base64) {
    return base64.replace('+', '-').replace('/', '_').replace("=", "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void verifiesNullForWhatALogDoesNotState(int version) throws Exception {
    verifies(
        version,
        entry -> {
          for (String member : new String[] {"inclusionPromise", "integratedTime"}) {
            if (!entry.has(member)) {
              entry.putNull(member);
            }
          }
        });
  }
}
