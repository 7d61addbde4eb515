// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  void textIsOneWordThatKubernetesAcceptsAndIsReadBack(Reason reason) {
    assertThat(reason.text()).matches("[A-Z][A-Za-z]{1,63}");
    assertThat(Reason.of(reason.text())).hasValue(reason);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void hintIsASentence(Reason reason) {
    assertThat(reason.hint()).matches("[A-Z].*\\.");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "signatureverified", "SignatureVerified ", "OfALaterVersion"})
  void unknownTextIsNoReason(String text) {
    assertThat(Reason.of(text)).isEmpty();
  }

  @Test
  void conditionTypesAreReadBackAndOthersAreNot() {
    assertThat(ConditionType.of("SignatureValid")).hasValue(ConditionType.SignatureValid);
    assertThat(ConditionType.of("ArgoSynced")).isEmpty();
    assertThat(ConditionType.of(null)).isEmpty();
  }
}
