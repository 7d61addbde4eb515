// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeylessServiceFailuresTest extends KeylessScenario {
  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void refusesHugeAnswersOfEveryService(Service service) {
    sigstore
        .server()
        .change(service, answer -> new Answer(200, new byte[ServiceCalls.MAX_ANSWER + 1]));
    assertRefusal(1, "incomplete or too long");
  }

  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void refusesFailuresOfEveryService(Service service) {
    sigstore.server().change(service, answer -> Answer.of(500, "out of\norder\u001b[31m"));
    assertRefusal(1, "HTTP status 500: out of order\\u001b[31m;");
  }

  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void waitsForEveryServiceForALimitedTime(Service service) {
    calls.close();
    calls = ServiceCalls.within(Duration.ofMillis(1500));
    sigstore.server().silence(service);
    assertRefusal(1, "does not answer within");
  }

  @Test
  void refusesAnswersThatNoBundleMayHold() {
    sigstore.server().change(Service.TIMESTAMPS, answer -> new Answer(200, new byte[70_000]));
    assertRefusal(1, "more than a bundle may contain");
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V2,
            json ->
                ((ObjectNode) json.path("inclusionProof").path("checkpoint"))
                    .put(
                        "envelope",
                        json.path("inclusionProof").path("checkpoint").path("envelope").asText()
                            + "\u2014 witness AAAA\n".repeat(20_000)));
    sigstore.server().change(Service.TIMESTAMPS, answer -> answer);
    assertRefusal(2, "more than a bundle may contain");
  }

  @Test
  void followsNoRedirect() {
    sigstore.server().change(Service.FULCIO, answer -> Answer.of(302, ""));
    assertRefusal(1, "HTTP status 302");
  }

  @Test
  void namesAServiceThatIsNotThere() {
    sigstore.server().close();
    assertRefusal(1, "Fulcio at http://localhost");
  }

  private void assertRefusal(int rekor, String message) {
    byte[] config = sigstore.signingConfigJson(rekor).getBytes(StandardCharsets.UTF_8);
    IdentityTokens tokens =
        () ->
            IdentityToken.of(
                sigstore.token(KeylessBundle.SUBJECT), IdentityToken.AUDIENCE, clock.instant());
    assertThatThrownBy(
            () ->
                KeylessSigner.of(SigningServices.read(config, clock.instant()), tokens, calls)
                    .sign("type", new byte[] {1}))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining(message);
  }
}
