// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static ManifestEntry entry(String name, String content) {
    return new ManifestEntry(name, Digest.sha256(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static Manifest manifest(ManifestEntry... entries) {
    return new Manifest("model", Serialization.files(), List.of(entries));
  }

  @Test
  void rootDigestCoversTheDigestsInTheirOrderAndNoNames() {
    Manifest ab = manifest(entry("a", "1"), entry("b", "2"));
    byte[] joined = new byte[64];
    System.arraycopy(ab.entries().get(0).digest().value(), 0, joined, 0, 32);
    System.arraycopy(ab.entries().get(1).digest().value(), 0, joined, 32, 32);
    assertThat(ab.rootDigest()).isEqualTo(Digest.sha256(joined));
    assertThat(manifest(entry("x", "1"), entry("y", "2")).rootDigest()).isEqualTo(ab.rootDigest());
    assertThat(manifest(entry("b", "2"), entry("a", "1")).rootDigest())
        .isNotEqualTo(ab.rootDigest());
  }

  @Test
  void canonicalDigestCoversNamesAndNotTheOrder() {
    Manifest ab = manifest(entry("a", "1"), entry("b", "2"));
    assertThat(manifest(entry("b", "2"), entry("a", "1")).canonicalDigest())
        .isEqualTo(ab.canonicalDigest());
    assertThat(manifest(entry("x", "1"), entry("b", "2")).canonicalDigest())
        .isNotEqualTo(ab.canonicalDigest());
    assertThat(manifest(entry("a", "2"), entry("b", "1")).canonicalDigest())
        .isNotEqualTo(ab.canonicalDigest());
  }

  @Test
  void differencesNameWhatIsMissingExtraAndChanged() {
    Manifest expected = manifest(entry("a", "1"), entry("b", "2"), entry("c", "3"));
    Manifest measured = manifest(entry("b", "x"), entry("c", "3"), entry("d", "4"));
    ManifestDifferences differences = ManifestDifferences.between(expected, measured);
    assertThat(differences.missing()).containsExactly("a");
    assertThat(differences.extra()).containsExactly("d");
    assertThat(differences.changed()).containsExactly("b");
    assertThat(differences.summary())
        .isEqualTo(
            "changed: b (1 of 3 signed files); missing: a (1 of 3 signed files); not signed: d (1 file)");
    assertThat(ManifestDifferences.between(expected, expected.sorted()).isEmpty()).isTrue();
  }

  @Test
  void summaryOfManyFilesStaysShort() {
    ManifestEntry[] many =
        IntStream.range(0, 1000).mapToObj(i -> entry("f" + i, "x")).toArray(ManifestEntry[]::new);
    String summary = ManifestDifferences.between(manifest(many), manifest()).summary();
    assertThat(summary).isEqualTo("missing: f0, f1, f10, ... (1000 of 1000 signed files)");
  }

  @Test
  void codecGivesBackWhatItTook() throws ManifestFormatException {
    Manifest manifest =
        new Manifest(
            "模型",
            new Serialization(
                SerializationMethod.SHARDS, "sha256", OptionalLong.of(10), true, List.of("x/y")),
            List.of(entry("b:0:10", "1"), entry("\uD83D\uDE00", "2")));
    assertThat(ManifestCodec.decode(ManifestCodec.encode(manifest))).isEqualTo(manifest);
  }

  @Test
  void codecRefusesEveryCutAndEveryExtraByte() {
    byte[] encoded = ManifestCodec.encode(manifest(entry("a", "1"), entry("b", "2")));
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatExceptionOfType(ManifestFormatException.class)
          .isThrownBy(() -> ManifestCodec.decode(cut));
    }
    assertThatExceptionOfType(ManifestFormatException.class)
        .isThrownBy(() -> ManifestCodec.decode(Arrays.copyOf(encoded, encoded.length + 1)));
  }

  @Test
  void codecThrowsNothingElseOnDamagedBytes() {
    byte[] encoded = ManifestCodec.encode(manifest(entry("a", "1"), entry("b", "2")));
    Random random = new Random(5);
    for (int round = 0; round < 5000; round++) {
      byte[] damaged = encoded.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        ManifestCodec.decode(damaged);
      } catch (ManifestFormatException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void codecRefusesNamesTwiceAndBadNames() {
    assertThatExceptionOfType(ManifestFormatException.class)
        .isThrownBy(
            () ->
                ManifestCodec.decode(
                    ManifestCodec.encode(manifest(entry("a", "1"), entry("a", "2")))))
        .withMessageContaining("repeated");
    assertThatExceptionOfType(ManifestFormatException.class)
        .isThrownBy(() -> ManifestCodec.decode(ManifestCodec.encode(manifest(entry("../a", "1")))))
        .withMessageContaining("'..'");
  }

  @Test
  void digestsAreValues() {
    byte[] bytes = new byte[32];
    Digest digest = new Digest("sha256", bytes);
    bytes[0] = 1;
    digest.value()[0] = 2;
    assertThat(digest.hex()).isEqualTo("00".repeat(32));
    assertThat(digest).isEqualTo(Digest.ofHex("sha256", "00".repeat(32)));
    assertThat(digest).isNotEqualTo(new Digest("blake3", new byte[32]));
  }

  @Test
  void digestsOfTheWrongLengthOrNameAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Digest("sha256", new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Digest("md5", new byte[16]));
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex("sha256", "zz"));
    assertThatIllegalArgumentException().isThrownBy(() -> Digest.ofHex("sha256", "AB".repeat(32)));
  }
}
