// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a trusted root vouches for all that an earlier one has vouched for. */
class GrownRootTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final PrivateSigstore sigstore = PrivateSigstore.start(CLOCK);
  private final PrivateSigstore other = PrivateSigstore.start(CLOCK);

  @AfterEach
  void stop() {
    sigstore.close();
    other.close();
  }

  private TrustedRoot root(Consumer<ObjectNode> change) {
    ObjectNode json = sigstore.trustedRoot();
    change.accept(json);
    try {
      return TrustedRoot.read("private", json.toString().getBytes(StandardCharsets.UTF_8));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean continues(Consumer<ObjectNode> change) {
    return root(change).continues(root(json -> {}), NOW);
  }

  private static void add(ObjectNode root, ObjectNode from, String member) {
    ((ArrayNode) root.get(member)).add(from.get(member).get(0));
  }

  private static void end(ObjectNode root, Instant end) {
    ((ObjectNode) root.at("/tlogs/0/publicKey/validFor")).put("end", end.toString());
  }

  @Test
  void rootOfOtherFormAndOrderContinues() {
    assertThat(continues(json -> json.set("tlogs", json.get("tlogs")))).isTrue();
    assertThat(continues(json -> json.put("mediaType", json.get("mediaType").asText()))).isTrue();
  }

  @Test
  void rootWithMoreKeysContinuesAndTheEarlierOneDoesNot() {
    Consumer<ObjectNode> grown =
        json -> {
          add(json, other.trustedRoot(), "tlogs");
          add(json, other.trustedRoot(), "certificateAuthorities");
          add(json, other.trustedRoot(), "timestampAuthorities");
        };

    assertThat(continues(grown)).isTrue();
    assertThat(root(json -> {}).continues(root(grown), NOW)).isFalse();
  }

  @Test
  void rootThatLosesOrExchangesAKeyDoesNotContinue() {
    assertThat(continues(json -> ((ArrayNode) json.get("tlogs")).remove(1))).isFalse();
    assertThat(continues(json -> json.set("ctlogs", other.trustedRoot().get("ctlogs")))).isFalse();
    assertThat(continues(json -> json.remove("timestampAuthorities"))).isFalse();
  }

  @Test
  void keyThatEndsLaterContinuesAndOneThatHasEndedDoesNot() {
    assertThat(continues(json -> end(json, NOW.plus(Duration.ofDays(1))))).isTrue();
    assertThat(continues(json -> end(json, NOW.minusSeconds(1)))).isFalse();
  }

  @Test
  void endThatHadPassedBeforeMayStay() {
    TrustedRoot ended = root(json -> end(json, NOW.minusSeconds(10)));

    assertThat(ended.continues(ended, NOW)).isTrue();
    assertThat(root(json -> end(json, NOW.minusSeconds(20))).continues(ended, NOW)).isFalse();
  }

  @Test
  void keyThatTakesThePlaceOfAnotherDoesNotContinue() {
    assertThat(
            continues(
                json -> {
                  ObjectNode taking = (ObjectNode) other.trustedRoot().get("tlogs").get(0);
                  taking.set("logId", json.get("tlogs").get(0).get("logId"));
                  ((ArrayNode) json.get("tlogs")).add(taking);
                }))
        .isFalse();
  }

  @Test
  void partsHaveTheirServiceAndValidity() {
    assertThat(root(json -> end(json, NOW)).parts())
        .hasSize(5)
        .anySatisfy(
            part -> {
              assertThat(part.kind()).isEqualTo(RootPart.Kind.TRANSPARENCY_LOG);
              assertThat(part.service()).startsWith("http://localhost:");
              assertThat(part.end()).contains(NOW);
            })
        .anySatisfy(
            part -> {
              assertThat(part.kind()).isEqualTo(RootPart.Kind.CERTIFICATE_AUTHORITY);
              assertThat(part.end()).as("of its certificates").isPresent();
            });
  }
}
