// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.testing.Bundles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardStatementTest {
  private static byte[] payload(String... names) {
    List<ManifestEntry> entries = new ArrayList<>();
    for (String name : names) {
      Digest digest = Digest.sha256(name.getBytes(StandardCharsets.UTF_8));
      entries.add(new ManifestEntry(name, "sha256", digest));
    }
    return StatementWriter.write(new Manifest("m", Serialization.shards(1000), entries));
  }

  private static byte[] written(Object size, String algorithm) {
    return Bundles.change(
        payload("w:0:1000", "w:1000:1500"),
        statement -> {
          ObjectNode predicate = (ObjectNode) statement.get("predicate");
          ((ObjectNode) predicate.get("serialization")).putPOJO("shard_size", size);
          predicate.get("resources").forEach(r -> ((ObjectNode) r).put("algorithm", algorithm));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256", "sha256-sharded-1000", "sha256-sharded-1000.0"})
  void readsAlgorithmsAsTheSpecificationAndBothReferencesWriteThem(String algorithm)
      throws StatementFormatException {
    for (Object size : List.of(1000, 1000.0)) {
      Manifest read = StatementReader.read(written(size, algorithm)).manifest();
      assertThat(read.serialization().method()).isEqualTo(SerializationMethod.SHARDS);
      assertThat(read.serialization().shardSize()).isEqualTo(OptionalLong.of(1000));
      assertThat(read.fileNames()).containsExactly("w");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sha256-sharded-999", "sha256-sharded-1000.5", "blake2b-sharded-1000", "sha256-"})
  void refusesAlgorithmsThatContradictTheSerialization(String algorithm) {
    refuses(written(1000, algorithm), "has the algorithm");
  }

  private static void refuses(byte[] payload, String why) {
    assertThatExceptionOfType(StatementFormatException.class)
        .isThrownBy(() -> StatementReader.read(payload))
        .matches(e -> e.reason() == Reason.RESOURCES)
        .withMessageContaining(why);
  }

  @Test
  void readsFilesWithColonsAndEveryOrder() throws StatementFormatException {
    assertThat(
            StatementReader.read(payload("a:0:1:1000:1001", "b:0:1000", "a:0:1:0:1000"))
                .manifest()
                .fileNames())
        .containsExactlyInAnyOrder("a:0:1", "b");
  }

  @Test
  void refusesNamesThatAreNotShards() {
    for (String name : List.of("w", "w:0", "w:0:0", "w:10:5", "w:00:10", ":0:10")) {
      refuses(payload(name), "the shard '" + name + "'");
    }
    refuses(payload("../w:0:10"), "component '..'");
  }

  @Test
  void refusesShardsThatAreNotCutByTheSize() {
    refuses(payload("w:0:1001"), "does not match the shard size");
    refuses(payload("w:0:500", "w:500:1000"), "does not match the shard size");
    refuses(payload("w:0:999999999999999999"), "does not match the shard size");
  }

  @Test
  void refusesShardsThatLeaveAGapOrOverlap() {
    refuses(payload("w:1000:2000"), "gap or overlap");
    refuses(payload("w:0:1000", "w:2000:2500"), "gap or overlap");
    refuses(payload("w:0:999", "w:1000:2000"), "gap or overlap");
    refuses(payload("w:0:400", "w:0:600", "w:1000:2000"), "gap or overlap");
    refuses(payload("w:0:1000", "w:0:500"), "gap or overlap");
  }

  @Test
  void aDotIsTheOnlyFile() throws StatementFormatException {
    assertThat(StatementReader.read(payload(".:0:1000", ".:1000:1001")).manifest().fileCount())
        .isEqualTo(1);
    refuses(payload(".:0:1000", "a:0:1"), "the file '.'");
  }
}
