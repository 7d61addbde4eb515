// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShortenedTest {
  private static final String EMOJI = "😀";

  @Test
  void keepsTextThatFits() {
    assertThat(Shortened.to("abc", 3)).isEqualTo("abc");
    assertThat(Shortened.to("", 1)).isEmpty();
    assertThat(Shortened.to(EMOJI.repeat(3), 3)).isEqualTo(EMOJI.repeat(3));
  }

  @Test
  void countsTheEllipsis() {
    assertThat(Shortened.to("abcd", 3)).isEqualTo("ab…");
    assertThat(Shortened.to("abcd", 1)).isEqualTo("…");
  }

  @Test
  void neverSplitsASurrogatePair() {
    assertThat(Shortened.to(EMOJI.repeat(4), 3)).isEqualTo(EMOJI.repeat(2) + "…");
    assertThat(Shortened.to("a" + EMOJI.repeat(4), 3)).isEqualTo("a" + EMOJI + "…");
  }

  @Test
  void refusesALimitThatNothingFits() {
    assertThatIllegalArgumentException().isThrownBy(() -> Shortened.to("", 0));
  }
}
