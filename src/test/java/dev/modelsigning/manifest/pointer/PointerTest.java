// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.pointer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointerTest {
  private static final String HEX =
      "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
  private static final String VERSION = "version https://git-lfs.github.com/spec/v1\n";
  private static final String OID = "oid sha256:" + HEX + "\n";

  @TempDir private Path folder;

  @Test
  void knowsThePointerThatGitLfsWrites() {
    assertThat(Pointer.of(VERSION + OID + "size 12345\n"))
        .get()
        .satisfies(
            pointer -> {
              assertThat(pointer.kind()).isEqualTo(Pointer.Kind.GIT_LFS);
              assertThat(pointer.content()).contains(Digest.ofHex("sha256", HEX));
            });
    assertThat(Pointer.lfsBytes(Digest.ofHex("sha256", HEX), 12345))
        .asString()
        .isEqualTo(VERSION + OID + "size 12345\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version https://hawser.github.com/spec/v1\noid sha256:%s\nsize 1\n",
        "version https://git-lfs.github.com/spec/v1\r\noid sha256:%s\r\nsize 1\r\n",
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 1",
      })
  void knowsPointersOfEarlierVersionsAndOfOtherLineEnds(String text) {
    assertThat(Pointer.of(text.formatted(HEX)).orElseThrow().content())
        .contains(Digest.ofHex("sha256", HEX));
  }

  @Test
  void whatAnExtensionMadeIsNotTakenForTheContent() {
    String extended = VERSION + "ext-0-zip sha256:" + HEX + "\n" + OID + "size 12\n";
    assertThat(Pointer.of(extended).orElseThrow().content()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/annex/objects/SHA256E-s31390--%s.safetensors\n",
        "/annex/objects/SHA256-s31390--%s",
        "/annex/objects/SHA256E-s3-m17--%s.tar.gz\n/annex/another line\n"
      })
  void knowsThePointersOfGitAnnex(String text) {
    Pointer pointer = Pointer.of(text.formatted(HEX)).orElseThrow();
    assertThat(pointer.kind()).isEqualTo(Pointer.Kind.GIT_ANNEX);
    assertThat(pointer.content()).contains(Digest.ofHex("sha256", HEX));
  }

  @Test
  void knowsNoContentOfKeysByOtherDigests() {
    assertThat(Pointer.of("/annex/objects/MD5E-s3--0cc175b9c0f1b6a831c399e269772661.bin\n"))
        .get()
        .extracting(Pointer::content)
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        VERSION,
        VERSION + OID,
        VERSION + "size 12\n",
        OID + "size 12\n" + VERSION,
        VERSION + OID + OID + "size 12\n",
        VERSION + OID + "size -1\n",
        VERSION + "oid sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709\nsize 1\n",
        VERSION + OID + "size 12\nThis text is about pointers.\n",
        "version https://example.com/spec/v1\n" + OID + "size 12\n",
        "See " + VERSION + OID + "size 12\n",
        "/annex/objects/\n",
        "/annex/objects/SHA256E-s3--a/b\n",
        "/annex/objects/SHA256E-s3--key\nnotes\n",
        "",
      })
  void textThatOnlyBeginsLikeAPointerIsContent(String text) {
    assertThat(Pointer.of(text)).isEmpty();
  }

  @Test
  void fileThatIsLongerThanAPointerIsContent() throws IOException {
    String text = VERSION + OID + "size 12\n";
    Path longer = Files.writeString(folder.resolve("longer"), text + "a ".repeat(600));
    Path pointer = Files.writeString(folder.resolve("pointer"), text);
    assertThat(Pointer.at(longer)).isEmpty();
    assertThat(Pointer.at(pointer)).isPresent();
    assertThat(Pointer.at(folder)).isEmpty();
    assertThat(Pointer.at(folder.resolve("missing"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/annex/", "/annex/objects/A--b\n/annex/", "\r\n", "a b\n", "a-a-"})
  void hostileTextsTakeNoTime(String part) {
    String text = "/annex/objects/A--b" + part.repeat(1000 / part.length()) + "/";
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> assertThat(Pointer.of(text)).isEmpty());
  }
}
