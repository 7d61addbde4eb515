// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void keepsPrintableText() {
    assertThat(Printable.of("weights/größe 😀.bin")).isEqualTo("weights/größe 😀.bin");
  }

  @Test
  void escapesWhatControlsATerminalOrForgesALine() {
    assertThat(Printable.of("a\u001b[31m\n\u202e\u2028\ud800b"))
        .isEqualTo("a\\u001b[31m\\u000a\\u202e\\u2028\\ud800b");
  }

  @Test
  void escapesWhatNobodySees() {
    assertThat(Printable.of("a\u3164\u034f\u2800\udb40\udc61b"))
        .isEqualTo("a\\u3164\\u034f\\u2800\\U000e0061b");
    assertThat(Printable.of("\u2764\ufe0f")).isEqualTo("\u2764\ufe0f");
  }

  @Test
  void boundsTheEscapedText() {
    assertThat(Printable.of("\n".repeat(1000), 20)).isEqualTo("\\u000a\\u000a\\u000a\\…");
    assertThat(Printable.of("a".repeat(1000), 20)).isEqualTo("a".repeat(19) + "…");
    assertThat(Printable.of("abc", 20)).isEqualTo("abc");
  }
}
