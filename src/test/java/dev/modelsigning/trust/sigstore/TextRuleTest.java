// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.pki.TrustMaterialException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of policies take little memory: RE2 writes counted repetitions out. */
final class TextRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?:abcdefghij){1000}@example\\.com",
        "((a{50}){50}){50}@example\\.com",
        "a{1000}b{1000}c{1000}d{1000}e{1000}@example\\.com"
      })
  void refusesPatternsThatAreLargeOnceWrittenOut(String expression) {
    assertThatThrownBy(() -> TextRule.matching(expression))
        .isInstanceOf(TrustMaterialException.class)
        .hasMessageContaining("too large with its repetitions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://oidc\\.eks\\.[a-z0-9-]{1,20}\\.amazonaws\\.com/id/[0-9A-F]{32}",
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@example\\.com"
      })
  void usualPatternsHaveRoom(String expression) throws TrustMaterialException {
    assertThat(TextRule.matching(expression).text()).isEqualTo(expression);
  }
}
