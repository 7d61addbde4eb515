// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortWarningsTest {
  @Test
  void leavesShortLinesAsTheyAre() {
    assertThat(ShortWarnings.of(List.of("one; two", "three"), 8))
        .containsExactly("one; two", "three");
  }

  @Test
  void breaksLongLinesWhereAPartEndsAndLosesNothing() {
    String part = "a".repeat(120);
    List<String> pieces = ShortWarnings.of(List.of(part + "; " + part + "; " + part), 8);

    assertThat(pieces).containsExactly(part + "; " + part + ";", part);
  }

  @Test
  void breaksLongPartsBetweenWords() {
    String words = String.join(" ", Collections.nCopies(300, "word"));
    List<String> pieces = ShortWarnings.of(List.of(words, "x".repeat(1_600)), 18);

    assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(250));
    assertThat(String.join(" ", pieces)).startsWith(words);
  }

  @Test
  void keepsACommandThatIsLongerInOnePieceWhereTheServerCutsNothing() {
    String command = "hint: create one: echo '" + "x y ".repeat(100) + "' | kubectl apply -f -";
    assertThat(ShortWarnings.of(List.of("found; wanted; " + command), 8))
        .containsExactly("found; wanted;", command);
    assertThat(ShortWarnings.of(List.of(command, "x".repeat(1_800)), 20))
        .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(250));
  }

  @Test
  void breaksOneLongWordAnywhere() {
    String word = "x".repeat(3_100);
    List<String> pieces = ShortWarnings.of(List.of(word), 20);

    assertThat(pieces).hasSize(13);
    assertThat(String.join("", pieces)).isEqualTo(word);
  }

  @Test
  void saysHowManyWereLeftOut() {
    assertThat(ShortWarnings.of(Collections.nCopies(20, "line"), 8))
        .hasSize(8)
        .last()
        .isEqualTo("and more: 13 further lines");
  }
}
