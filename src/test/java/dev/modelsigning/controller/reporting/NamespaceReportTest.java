// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import static dev.modelsigning.controller.reporting.Judged.model;
import static dev.modelsigning.controller.reporting.Judged.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a report says. */
class NamespaceReportTest {
  private static final PolicyVerdict VERIFIED =
      verdict(PolicyMode.Enforce, VerdictState.Verified, Reason.SignatureVerified);

  private static final CurrentModes UNKNOWN = CurrentModes.of(Stream.of());

  private static JsonNode report(List<ModelSignature> models) {
    return report(models, UNKNOWN);
  }

  private static JsonNode report(List<ModelSignature> models, CurrentModes modes) {
    return Serialization.unmarshal(
        Serialization.asJson(
            NamespaceReport.of("team-a", models, modes, new OwnerReference()).orElseThrow()),
        JsonNode.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Enforce, Verified, SignatureVerified, pass",
    "Audit, Verified, SignatureVerified, pass",
    "Enforce, Rejected, ContentMismatch, fail",
    "Warn, Rejected, ContentMismatch, warn",
    "Audit, Rejected, ContentMismatch, warn",
    "Enforce, Unknown, Measuring, skip",
    "Enforce, Unknown, JobRefused, error",
    "Audit, Unknown, JobInvalid, error",
    ", Rejected, ContentMismatch, fail",
    "Enforce, , SignatureVerified, error",
  })
  void resultFollowsVerdictAndMode(
      PolicyMode mode, VerdictState state, Reason reason, String expected) {
    assertThat(Outcome.of(verdict(mode, state, reason), true).text()).isEqualTo(expected);
  }

  @Test
  void verdictAboutAnEarlierGenerationIsNoPass() {
    assertThat(Outcome.of(VERIFIED, false)).isEqualTo(Outcome.SKIP);
    ModelSignature changed = model("team-a", "minilm", VERIFIED);
    changed.getMetadata().setGeneration(2L);
    assertThat(report(List.of(changed)).at("/summary/pass").asInt()).isZero();
  }

  @Test
  void resultNamesModelPolicyReasonAndTime() {
    JsonNode report =
        report(
            List.of(
                model(
                    "team-a",
                    "minilm",
                    verdict(PolicyMode.Audit, VerdictState.Rejected, Reason.ContentMismatch))));
    assertThat(report.at("/scope/name").asText()).isEqualTo("team-a");
    JsonNode result = report.at("/results/0");
    assertThat(result.path("policy").asText()).isEqualTo("production");
    assertThat(result.path("rule").asText()).isEqualTo("ContentMismatch");
    assertThat(result.path("scored").asBoolean()).isFalse();
    assertThat(result.path("message").asText()).isEqualTo("what was found");
    assertThat(result.at("/resources/0/name").asText()).isEqualTo("minilm");
    assertThat(result.at("/timestamp/seconds").asLong()).isEqualTo(1_795_946_400L);
    assertThat(result.at("/properties/mode").asText()).isEqualTo("Audit");
  }

  @Test
  void modeIsThatOfThePolicyAsItIsAndNotAsItWasWhenTheModelWasJudged() {
    ClusterModelTrustPolicy policy = CustomResources.policy("production");
    policy.getMetadata().setUid("uid-of-production");
    policy.getSpec().mode = null;
    PolicyVerdict warned = verdict(PolicyMode.Warn, VerdictState.Rejected, Reason.ContentMismatch);
    warned.uid = "uid-of-production";
    JsonNode report =
        report(List.of(model("team-a", "minilm", warned)), CurrentModes.of(Stream.of(policy)));
    assertThat(report.at("/results/0/result").asText()).isEqualTo("fail");
    assertThat(report.at("/results/0/properties/mode").asText()).isEqualTo("Enforce");
    assertThat(warned.mode).isEqualTo(PolicyMode.Warn);
  }

  @Test
  void ofManyResultsTheUrgentOnesAreListedAndTheRestIsCounted() {
    List<ModelSignature> models = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      models.add(model("team-a", "good-%03d".formatted(i), VERIFIED));
    }
    models.add(
        model(
            "team-a",
            "zz-bad",
            verdict(PolicyMode.Enforce, VerdictState.Rejected, Reason.ContentMismatch)));
    JsonNode report = report(models);
    assertThat(report.at("/summary/pass").asInt()).isEqualTo(400);
    assertThat(report.at("/summary/fail").asInt()).isOne();
    assertThat(report.path("results")).hasSize(NamespaceReport.MOST + 1);
    assertThat(report.at("/results/0/resources/0/name").asText()).isEqualTo("zz-bad");
    JsonNode last = report.at("/results/" + NamespaceReport.MOST);
    assertThat(last.path("rule").asText()).isEqualTo("ResultsLeftOut");
    assertThat(last.path("message").asText()).startsWith("101 further results");
  }

  @Test
  void longMessagesAreCutAndControlCharactersMadeHarmless() {
    PolicyVerdict verdict =
        verdict(PolicyMode.Enforce, VerdictState.Rejected, Reason.ContentMismatch);
    verdict.message = "a\u001b[31m" + "x".repeat(5_000);
    String told =
        report(List.of(model("team-a", "minilm", verdict))).at("/results/0/message").asText();
    assertThat(told).hasSizeLessThanOrEqualTo(520).doesNotContain("\u001b");
  }

  @Test
  void namespaceThatNoPolicyJudgesHasNone() {
    assertThat(
            NamespaceReport.of(
                "team-a", List.of(model("team-a", "minilm")), UNKNOWN, new OwnerReference()))
        .isEmpty();
  }
}
