// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardName;
import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.testing.ModelDirectories;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void makeModel() {
    model = temp.resolve("model");
    ModelDirectories.write(model, "w", "0123456789");
    ModelDirectories.write(model, "a:1:2", "abc");
    ModelDirectories.write(model, "empty", "");
  }

  private Manifest hash(long size) throws Exception {
    return new ModelHasher().hash(model, Serialization.shards(size), HashOptions.defaults());
  }

  private static List<String> names(Manifest manifest) {
    return manifest.entries().stream().map(ManifestEntry::name).toList();
  }

  @Test
  void cutsFilesAndLeavesOutEmptyOnes() throws Exception {
    Manifest manifest = hash(4);
    assertThat(names(manifest)).containsExactly("a:1:2:0:3", "w:0:4", "w:4:8", "w:8:10");
    assertThat(manifest.fileNames()).containsExactly("a:1:2", "w");
    assertThat(manifest.fileCount()).isEqualTo(2);
    assertThat(manifest.entries().get(1).digest())
        .isEqualTo(Digest.sha256(new byte[] {'0', '1', '2', '3'}));
    assertThat(manifest.entries().get(1).algorithm()).isEqualTo("sha256-sharded-4");
  }

  @Test
  void aFileAsLongAsAShardHasOne() throws Exception {
    assertThat(names(hash(10))).containsExactly("a:1:2:0:3", "w:0:10");
    assertThat(names(hash(Long.MAX_VALUE))).containsExactly("a:1:2:0:3", "w:0:10");
  }

  @Test
  void differencesAreReportedByFile() throws Exception {
    Manifest signed = hash(2);
    Files.writeString(model.resolve("w"), "0123456789ab");
    Files.delete(model.resolve("a:1:2"));
    ModelDirectories.write(model, "new", "x");
    ManifestDifferences differences = ManifestDifferences.between(signed, hash(2));
    assertThat(differences.changed()).containsExactly("w");
    assertThat(differences.missing()).containsExactly("a:1:2");
    assertThat(differences.extra()).containsExactly("new");
    assertThat(differences.signedFiles()).isEqualTo(2);
    assertThat(differences.withoutExtra().isEmpty()).isFalse();
  }

  @Test
  void aFileThatGrewByWholeShardsIsChanged() throws Exception {
    Manifest signed = hash(5);
    Files.writeString(model.resolve("w"), "0123456789abcde");
    ManifestDifferences differences = ManifestDifferences.between(signed, hash(5)).withoutExtra();
    assertThat(differences.changed()).containsExactly("w");
    assertThat(differences.missing()).isEmpty();
  }

  @Test
  void refusesMoreShardsThanAStatementMayHave() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(model.resolve("big").toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    ModelContentException refusal =
        catchThrowableOfType(ModelContentException.class, () -> hash(1000));
    assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_FILES);
    assertThat(refusal).hasMessageContaining("larger shards");
  }

  @Test
  void refusesMorePiecesThanFitIntoMemory() {
    FileIdentity twoEbibytes = new FileIdentity(1, 2, 1L << 61, 3, 4);
    ModelFile file = new ModelFile("big", model.resolve("big"), twoEbibytes);
    assertThatThrownBy(
            () -> HashPlan.of(List.of(file), Serialization.files(), Optional.of(16L << 20)))
        .isInstanceOf(ModelContentException.class)
        .hasMessageContaining("'big'")
        .hasMessageContaining("sign it with SHA-256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a:1",
        ":",
        "::",
        "a::",
        "a:0:",
        "a:0:0",
        "a:2:1",
        "a:-1:2",
        "a:0:+1",
        "a:00:1",
        "a:0:01",
        "a:0x0:1",
        "a:0:1 ",
        "a:0:١",
        "a:0:1000000000000000000"
      })
  void refusesNamesOfNoShard(String name) {
    assertThat(ShardName.of(name)).isEmpty();
  }

  @Test
  void splitsOffTheLastTwoNumbers() {
    assertThat(ShardName.of("a:b:0:7:1:2")).isEqualTo(Optional.of(new ShardName("a:b:0:7", 1, 2)));
    assertThat(ShardName.of("a:b:0:7:1:2").orElseThrow().text()).isEqualTo("a:b:0:7:1:2");
    assertThat(ShardName.of("a:0:999999999999999999")).isPresent();
  }
}
