// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "model", "pvc-0a.b", "0"})
  void namesOfObjectsArePossible(String name) {
    assertThat(ObjectName.isPossible(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?watch=1",
        "a?b",
        "a/b",
        "..",
        "../b",
        "%2e",
        "a#b",
        "A",
        "-a",
        "a ",
        "ä"
      })
  void whatWouldChangeAPathIsNone(String name) {
    assertThat(ObjectName.isPossible(name)).isFalse();
  }
}
