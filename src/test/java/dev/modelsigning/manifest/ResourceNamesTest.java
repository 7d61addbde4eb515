// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a/b",
        ".hidden",
        "..data",
        "a..b",
        "...",
        "a:0:10",
        "back\\slash",
        "模型.bin",
        "new\nline",
        "a/.git",
        "*",
        " ",
        "\uD83D\uDE00",
        "e\u0301"
      })
  void takesNamesOfFiles(String name) {
    assertThat(ResourceNames.problemWith(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "a/.",
        "a/./b",
        "../a",
        "a/..",
        "a/../b",
        "a\0b",
        "\uD800",
        "a\uDC00b"
      })
  void refusesNamesThatNoWalkFinds(String name) {
    assertThat(ResourceNames.problemWith(name)).isPresent();
  }

  @Test
  void refusesNamesLongerThanPathsCanBe() {
    assertThat(ResourceNames.problemWith("a".repeat(ResourceNames.MAX_LENGTH))).isEmpty();
    assertThat(ResourceNames.problemWith("a".repeat(ResourceNames.MAX_LENGTH + 1))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.bin", "a/?", "[ab]", "/a", "../a", ".", "", "a//"})
  void refusesIgnoredPathsThatAreNoPlainPaths(String path) {
    assertThat(ResourceNames.problemWithIgnored(path)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "cache/", "a/b", "model.sig"})
  void takesPlainIgnoredPaths(String path) {
    assertThat(ResourceNames.problemWithIgnored(path)).isEmpty();
  }

  @Test
  void wellFormedNamesAreExactlyThoseMadeOfGoodComponents() {
    Random random = new Random(7);
    List<String> components = List.of("a", "b.c", "..x", "模", "", ".", "..");
    for (int round = 0; round < 2000; round++) {
      List<String> picked =
          random
              .ints(1 + random.nextInt(4), 0, components.size())
              .mapToObj(components::get)
              .toList();
      boolean good = picked.stream().noneMatch(List.of("", ".", "..")::contains);
      String name = String.join("/", picked);
      assertThat(ResourceNames.problemWith(name).isEmpty()).as(name).isEqualTo(good);
    }
  }

  @Test
  void codePointOrderIsTheOrderOfUtf8Bytes() {
    int[] alphabet = {'a', 'b', '/', 0x7f, 0x80, 0x7ff, 0xe000, 0xff5e, 0x10000, 0x1f600, 0x10ffff};
    Random random = new Random(7);
    Comparator<String> bytes =
        (l, r) ->
            Arrays.compareUnsigned(
                l.getBytes(StandardCharsets.UTF_8), r.getBytes(StandardCharsets.UTF_8));
    for (int round = 0; round < 5000; round++) {
      String left = text(random, alphabet);
      String right = text(random, alphabet);
      assertThat(Integer.signum(CodePointOrder.INSTANCE.compare(left, right)))
          .isEqualTo(Integer.signum(bytes.compare(left, right)));
    }
  }

  private static String text(Random random, int[] alphabet) {
    int[] points =
        IntStream.range(0, random.nextInt(4))
            .map(i -> alphabet[random.nextInt(alphabet.length)])
            .toArray();
    return new String(points, 0, points.length);
  }

  @Test
  void printableNamesAreOneShortLine() {
    String printed = ResourceNames.printable("a\nb\u202e\u001b" + "x".repeat(1000));
    assertThat(printed)
        .hasSizeLessThan(210)
        .doesNotContain("\n", "\u202e", "\u001b")
        .endsWith("…");
  }
}
