// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "0a".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "registry.example/m,registry.example/m",
    "registry.example:5000/a/m,registry.example:5000/a/m",
    "registry.example:5000/a/m:v1,registry.example:5000/a/m",
    "m:v1,m"
  })
  void repositoryIsWithoutTagAndDigest(String named, String repository) {
    assertThat(ImageReference.of(named).repository()).isEqualTo(repository);
    assertThat(ImageReference.of(named).digest()).isEmpty();
    assertThat(ImageReference.of(named + "@" + DIGEST).repository()).isEqualTo(repository);
    assertThat(ImageReference.of(named + "@" + DIGEST).digest()).contains(DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m@",
        "m@sha256:",
        "m@sha256:0A",
        "m@sha512:00",
        "m@sha256:0a@sha256:0a",
        "@",
        "",
        "sha256:0a"
      })
  void whatIsNoWholeDigestIsNone(String reference) {
    assertThat(ImageReference.of(reference).digest()).isEmpty();
  }

  @Test
  void digestInUpperCaseOrWithMoreAfterItIsNone() {
    assertThat(ImageReference.of("m@" + DIGEST + "0").digest()).isEmpty();
    assertThat(ImageReference.of("m@" + DIGEST.replace('a', 'A')).digest()).isEmpty();
    assertThat(ImageReference.of("m@" + DIGEST + "\n").digest()).isEmpty();
    assertThat(ImageReference.of("m@" + DIGEST + "@" + DIGEST).digest()).isEmpty();
  }

  @Test
  void absentReferenceNamesNothing() {
    assertThat(ImageReference.of(null).digest()).isEmpty();
    assertThat(ImageReference.of(null).repository()).isEmpty();
  }
}
