// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that look the same: the report says in what they differ, and the verdict stays. */
class NameTwinsTest {
  private static Manifest manifest(String... names) {
    return new Manifest(
        "m",
        Serialization.files(),
        List.of(names).stream()
            .map(name -> new ManifestEntry(name, Digest.sha256(new byte[] {1})))
            .toList());
  }

  private static ManifestDifferences between(String signed, String found) {
    return ManifestDifferences.between(manifest(signed, "same"), manifest(found, "same"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cafe\u0301.bin|caf\u00e9.bin|NORMALIZATION|U+0065 U+0301 (65 cc 81)|U+00E9 (c3 a9)",
        "\u1112\u1161\u11ab.bin|\ud55c.bin|NORMALIZATION|U+1112 U+1161 U+11AB (e1 84 92 e1 85 a1 e1 86 ab)|U+D55C (ed 95 9c)",
        "Model.bin|model.bin|CASE|U+004D (4d)|U+006D (6d)",
        "Index.bin|index.bin|CASE|U+0049 (49)|U+0069 (69)",
        "a.bin|\"a.bin \"|BLANKS|nothing|U+0020 (20)",
        "a b.bin|a\u00a0b.bin|BLANKS|U+0020 (20)|U+00A0 (c2 a0)",
        "a.bin|a\u200b.bin|BLANKS|nothing|U+200B (e2 80 8b)",
        "a.bin|a\u3164.bin|BLANKS|nothing|U+3164 (e3 85 a4)",
        "ab.bin|a\u034fb.bin|BLANKS|nothing|U+034F (cd 8f)",
        "ab.bin|a\u2800b.bin|BLANKS|nothing|U+2800 (e2 a0 80)",
        "model.bin|m\u043edel.bin|LOOK_ALIKE|U+006F (6f)|U+043E (d0 be)",
        "layer-1.bin|layer\u20131.bin|LOOK_ALIKE|U+002D (2d)|U+2013 (e2 80 93)",
        "modelO.bin|model0.bin|LOOK_ALIKE|U+004F (4f)|U+0030 (30)",
        "\ufb01le.bin|file.bin|LOOK_ALIKE|U+FB01 (ef ac 81)|U+0066 U+0069 (66 69)",
        "sub/a.bin|sub\\a.bin|SEPARATOR|U+002F (2f)|U+005C (5c)",
        "a:b.bin|a_b.bin|STORAGE|U+003A (3a)|U+005F (5f)",
        "a:b.bin|a\uf022b.bin|STORAGE|U+003A (3a)|U+F022 (ef 80 a2)",
        "a?.bin|a_.bin|STORAGE|U+003F (3f)|U+005F (5f)",
        "model.|model|STORAGE|U+002E (2e)|nothing",
        "v1./a.bin|v1/a.bin|STORAGE|U+002E (2e)|nothing",
        "a b.bin|a+b.bin|ENCODING|U+0020 (20)|U+002B (2b)",
        "a b.bin|a%20b.bin|ENCODING|U+0020 (20)|U+0025 U+0032 U+0030 (25 32 30)"
      })
  void namesTheDifferenceInCodePointsAndBytes(
      String signed, String found, NameDifference difference, String here, String there) {
    ManifestDifferences differences = between(signed, found);

    NameTwin twin = new NameTwin(signed, found, false, difference);
    assertThat(differences.twins()).containsExactly(twin);
    assertThat(twin.signedPart()).isEqualTo(here);
    assertThat(twin.foundPart()).isEqualTo(there);
    assertThat(differences.summary()).contains(difference.text(), here, there);
    assertThat(differences.missing()).containsExactly(signed);
    assertThat(differences.extra()).containsExactly(found);
  }

  @Test
  void namesTextThatWasTakenForAnotherCharacterSet() {
    String signed = "größe.bin";
    String mistaken =
        new String(signed.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(between(signed, mistaken).twins())
        .containsExactly(new NameTwin(signed, mistaken, false, NameDifference.ENCODING));
  }

  @Test
  void namesTheSignedFileThatTookItsPlaceWhereCaseIsNotDistinguished() {
    ManifestDifferences differences =
        ManifestDifferences.between(manifest("Model.bin", "model.bin"), manifest("model.bin"));
    assertThat(differences.twins())
        .containsExactly(new NameTwin("Model.bin", "model.bin", true, NameDifference.CASE));
    assertThat(differences.summary()).contains("which is signed too");
  }

  @Test
  void keepsTheExplanationWhenUnsignedFilesAreIgnored() {
    assertThat(between("A", "a").withoutExtra().twins()).hasSize(1);
  }

  @Test
  void saysNothingAboutNamesThatDoNotLookAlike() {
    assertThat(between("model-1.bin", "model-2.bin").twins()).isEmpty();
    assertThat(between("a/b.bin", "b.bin").twins()).isEmpty();
    assertThat(ManifestDifferences.between(manifest("A", "a"), manifest("A", "a")).twins())
        .isEmpty();
  }

  @Test
  void explainsFewOfVeryManyInBoundedTime() {
    String tail = "é".repeat(500);
    String[] signed =
        IntStream.range(0, 50_000).mapToObj(i -> "A" + i + tail).toArray(String[]::new);
    String[] found =
        IntStream.range(0, 50_000).mapToObj(i -> "a" + i + tail).toArray(String[]::new);
    ManifestDifferences differences =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> ManifestDifferences.between(manifest(signed), manifest(found)));
    assertThat(differences.twins()).isNotEmpty().hasSizeLessThanOrEqualTo(NameTwins.MAX);
  }
}
