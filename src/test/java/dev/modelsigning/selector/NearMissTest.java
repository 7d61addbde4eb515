// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return mistyped(wanting("models", wanted), Map.of("models", label));
  }

  private static Optional<String> mistyped(LabelSelector selector, Map<String, String> labels) {
    return NearMiss.mistyped(selector, labels, Set.copyOf(NearMiss.wanted(selector)));
  }

  @Test
  void findsErrorsOfTyping() {
    assertThat(mistyped("production", "Production")).contains("models=Production");
    assertThat(mistyped("pre-production", "pre_production")).isPresent();
    assertThat(mistyped("pre-production", "preproduction")).isPresent();
    assertThat(mistyped("production", "prodction")).isPresent();
    assertThat(mistyped("production", "prodcution")).isPresent();
    assertThat(mistyped("team-production", "team-productoin")).isPresent();
    assertThat(mistyped(wanting("tier", "one"), Map.of("teir", "one"))).contains("teir=one");
    assertThat(mistyped(wanting("models", "production"), Map.of("model", "production")))
        .contains("model=production");
    assertThat(
            mistyped(
                wanting("modelsigning.dev/enforce", "true"),
                Map.of("modelsigning.dev/enfroce", "True")))
        .contains("modelsigning.dev/enfroce=True");
  }

  @Test
  void findsMistypedKeysWhereAnyValueWillDo() {
    LabelSelector exists =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("inference")
            .withOperator("Exists")
            .endMatchExpression()
            .build();
    assertThat(mistyped(exists, Map.of("inferense", "x"))).contains("inferense=x");
  }

  @ParameterizedTest
  @CsvSource({
    "team-a,team-b",
    "team-ab,teama-b",
    "zone-1,zone-2",
    "zone-1-1,zone-11",
    "v1.1,v11",
    "2.10,21.0",
    "rack-1-12,rack-11-2",
    "production1,production2",
    "internal,external",
    "prod,prep",
    "true,false",
    "alpha-service,beta-service",
    "production,production"
  })
  void accusesNobodyOfHavingAnotherName(String wanted, String label) {
    assertThat(mistyped(wanted, label)).isEmpty();
  }

  @Test
  void accusesNoNamespaceOfItsOwnName() {
    assertThat(
            mistyped(
                wanting("kubernetes.io/metadata.name", "production"),
                Map.of("kubernetes.io/metadata.name", "productions")))
        .isEmpty();
  }

  @Test
  void accusesNoLabelThatSomebodyWantsAsItIs() {
    LabelSelector either =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("env")
            .withOperator("In")
            .withValues("production", "Production")
            .endMatchExpression()
            .addToMatchLabels("tier", "one")
            .build();
    assertThat(mistyped(either, Map.of("env", "production", "tier", "two"))).isEmpty();
    assertThat(
            NearMiss.mistyped(
                wanting("env", "production"),
                Map.of("env", "Production"),
                Set.of(new NearMiss.Wanted("env", "Production"))))
        .isEmpty();
  }

  @Test
  void accusesNobodyWhoWouldNotBeSelectedWithoutTheError() {
    LabelSelector both =
        new LabelSelectorBuilder()
            .addToMatchLabels("tenant", "research")
            .addToMatchLabels("env", "production")
            .build();
    assertThat(mistyped(both, Map.of("tenant", "marketing", "env", "Production"))).isEmpty();
    assertThat(mistyped(both, Map.of("tenant", "research", "env", "Production"))).isPresent();
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
