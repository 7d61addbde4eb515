// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMatch;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearMissTest {
  private static PolicyMatch wanting(String key, String value) {
    var match = new PolicyMatch();
    match.namespaceSelector = new LabelSelectorBuilder().addToMatchLabels(key, value).build();
    return match;
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

  @Test
  void comparesTheValuesOfExpressions() {
    var match = new PolicyMatch();
    match.namespaceSelector =
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
