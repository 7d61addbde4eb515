// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearMissTest {
  private static LabelSelector wanting(String key, String value) {
    return new LabelSelectorBuilder().addToMatchLabels(key, value).build();
  }

  private static Optional<String> found(Map<String, String> labels) {
    return NearMiss.of(wanting("models", "production"), labels);
  }

  @Test
  void findsMistypedKeysAndValues() {
    assertThat(found(Map.of("model", "production"))).contains("model=production");
    assertThat(found(Map.of("models", "prodction"))).contains("models=prodction");
    assertThat(found(Map.of("Models", "Production"))).contains("Models=Production");
  }

  @Test
  void leavesOtherLabelsAlone() {
    assertThat(found(Map.of("models", "production"))).isEmpty();
    assertThat(found(Map.of("models", "staging"))).isEmpty();
    assertThat(found(Map.of("team", "production"))).isEmpty();
    assertThat(NearMiss.of(wanting("env", "p"), Map.of("app", "q"))).isEmpty();
    assertThat(NearMiss.of(null, Map.of("a", "b"))).isEmpty();
  }

  private static Optional<String> mistyped(String wanted, String label) {
    return NearMiss.mistyped(wanting("models", wanted), Map.of("models", label));
  }

  @Test
  void findsErrorsOfTyping() {
    assertThat(mistyped("production", "Production")).contains("models=Production");
    assertThat(mistyped("pre-production", "pre_production")).isPresent();
    assertThat(mistyped("pre-production", "preproduction")).isPresent();
    assertThat(mistyped("production", "prodction")).isPresent();
    assertThat(mistyped("production", "prodcution")).isPresent();
    assertThat(mistyped("team-production", "team-productoin")).isPresent();
    assertThat(
            NearMiss.mistyped(
                wanting("modelsigning.dev/enforce", "true"),
                Map.of("modelsigning.dev/enfroce", "True")))
        .contains("modelsigning.dev/enfroce=True");
  }

  @Test
  void accusesNobodyOfHavingAnotherName() {
    assertThat(mistyped("team-a", "team-b")).isEmpty();
    assertThat(mistyped("zone-1", "zone-2")).isEmpty();
    assertThat(mistyped("production1", "production2")).isEmpty();
    assertThat(mistyped("internal", "external")).isEmpty();
    assertThat(mistyped("prod", "prep")).isEmpty();
    assertThat(mistyped("true", "false")).isEmpty();
    assertThat(mistyped("alpha-service", "beta-service")).isEmpty();
    assertThat(
            NearMiss.mistyped(
                wanting("kubernetes.io/metadata.name", "production"),
                Map.of("kubernetes.io/metadata.name", "productions")))
        .isEmpty();
    assertThat(NearMiss.mistyped(wanting("models", "production"), Map.of("models", "production")))
        .isEmpty();
  }

  @Test
  void comparesTheValuesOfExpressions() {
    LabelSelector match =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("models")
            .withOperator("In")
            .withValues("production", "canary")
            .endMatchExpression()
            .build();
    assertThat(NearMiss.of(match, Map.of("models", "canaryy"))).contains("models=canaryy");
  }
}
