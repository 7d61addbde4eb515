// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.explanation.Explanation.Kind;
import dev.modelsigning.explanation.Explanation.SignatureState;
import dev.modelsigning.explanation.Explanation.Source;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an explanation travels as the message of a refusal. */
final class ExplanationMessageTest {
  private static Explanation explanation(int times, String text) {
    Source source =
        new Source(
            "m",
            Kind.CLAIM,
            text,
            List.of("server"),
            List.of(new SignatureState("minilm", VerdictState.Unknown, "Measuring", 43)));
    Objection objection = new Objection("m", text, text, text, text);
    PolicyAnswer answer =
        new PolicyAnswer(
            "production", PolicyMode.Enforce, Collections.nCopies(times, objection), List.of(), 0);
    return new Explanation(
        "team-a",
        false,
        "",
        Collections.nCopies(times, source),
        Collections.nCopies(times, answer),
        false);
  }

  @Test
  void isReadAsItWasWritten() {
    Explanation written = explanation(2, "größer \"x\" \n 模型");

    assertThat(ExplanationMessage.read(ExplanationMessage.write(written))).hasValue(written);
  }

  @Test
  void isFoundAmongTheWordsOfAClient() {
    Explanation written = explanation(1, "claim model");
    String printed =
        "Error from server (Forbidden): error when creating \"STDIN\": admission webhook"
            + " \"production.enforce-1.modelsigning.dev\" denied the request: "
            + ExplanationMessage.write(written)
            + "\n";

    assertThat(ExplanationMessage.read(printed)).hasValue(written);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 256, 1_000})
  void isCutToItsBoundAndSaysSo(int times) {
    String message = ExplanationMessage.write(explanation(times, "\u6a21".repeat(3_000)));

    assertThat(message).hasSizeLessThanOrEqualTo(ExplanationMessage.MOST_CHARACTERS);
    assertThat(message.chars()).allMatch(c -> c >= ' ' && c < 127);
    assertThat(ExplanationMessage.read(message))
        .hasValueSatisfying(read -> assertThat(read.shortened()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Error from server (Forbidden): pods is forbidden",
        "dry run with the annotation modelsigning.dev/explain, explanation: {\"namespace\": 3",
        "dry run with the annotation modelsigning.dev/explain, explanation: {}"
      })
  void anythingElseIsNoExplanation(String printed) {
    assertThat(ExplanationMessage.read(printed)).isEmpty();
  }

  @Test
  void fieldsOfANewerWebhookArePassedOver() {
    String message =
        ExplanationMessage.write(explanation(1, "claim model"))
            .replace("\"namespace\"", "\"later\":[1],\"namespace\"");

    assertThat(ExplanationMessage.read(message)).isPresent();
  }
}
