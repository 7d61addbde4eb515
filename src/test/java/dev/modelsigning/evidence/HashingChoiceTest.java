// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a Job is told to hash, and whether what it returns was made so. */
final class HashingChoiceTest {
  private static final Serialization FILES =
      Serialization.files().withSymlinks(true).withIgnorePaths(List.of("logs"));
  private static final HashingChoice BY_SIZE = new HashingChoice.BySize(FILES, 10, 25);

  private static Manifest manifest(Serialization serialization, String... names) {
    List<ManifestEntry> entries =
        Stream.of(names)
            .map(
                name ->
                    new ManifestEntry(
                        name, serialization.entryAlgorithm(), Digest.sha256(new byte[0])))
            .toList();
    return new Manifest("model", serialization, entries);
  }

  static Stream<HashingChoice> choices() {
    return Stream.of(
        BY_SIZE,
        new HashingChoice.Given(FILES),
        new HashingChoice.Given(FILES.withHashType(Digest.BLAKE2B)),
        new HashingChoice.Given(FILES.withShards(7).withHashType(Digest.BLAKE3)));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void readsWhatItWrites(HashingChoice choice) throws Exception {
    assertThat(SerializationArgument.read(SerializationArgument.text(choice))).isEqualTo(choice);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"auto\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "{\"method\":\"auto\",\"hashType\":\"sha256\",\"shardSize\":0,\"shardsAbove\":5,\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "{\"method\":\"auto\",\"hashType\":\"sha256\",\"shardSize\":5,\"shardsAbove\":1.5,\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "{\"method\":\"files\",\"hashType\":\"sha256\",\"shardsAbove\":5,\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "{\"method\":\"files\",\"hashType\":\"sha256\",\"shardSize\":5,\"allowSymlinks\":false,\"ignorePaths\":[]}",
        "{\"method\":\"parts\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[]}"
      })
  void refusesWhatDoesNotSayHowToHash(String text) {
    assertThatThrownBy(() -> SerializationArgument.read(text))
        .isInstanceOf(SerializationArgument.RefusedException.class);
  }

  @Test
  void largestFileDecides() {
    assertThat(BY_SIZE.forLargest(0)).isEqualTo(FILES);
    assertThat(BY_SIZE.forLargest(25)).isEqualTo(FILES);
    assertThat(BY_SIZE.forLargest(26)).isEqualTo(FILES.withShards(10));
  }

  @Test
  void believesBothOutcomesWhereTheSizesFit() {
    assertThat(BY_SIZE.contradiction(manifest(FILES, "a", "b"), 50)).isEmpty();
    assertThat(
            BY_SIZE.contradiction(
                manifest(FILES.withShards(10), "a:0:10", "a:10:20", "a:20:26", "b:0:3"), 29))
        .isEmpty();
  }

  @Test
  void refusesWholeFilesThatMustBeLargerThanTheThreshold() {
    assertThat(BY_SIZE.contradiction(manifest(FILES, "a", "b"), 51)).isPresent();
  }

  @Test
  void refusesShardsOfSmallFiles() {
    var small = manifest(FILES.withShards(10), "a:0:10", "a:10:20", "a:20:25");
    assertThat(BY_SIZE.contradiction(small, 25)).isPresent();
  }

  @Test
  void refusesShardsThatAreNotOfThatSizeOrLeaveAGap() {
    Serialization shards = FILES.withShards(10);
    HashingChoice told = new HashingChoice.Given(shards);
    assertThat(told.contradiction(manifest(shards, "a:0:10", "a:10:12"), 12)).isEmpty();
    assertThat(told.contradiction(manifest(shards, "a:0:11"), 11)).isPresent();
    assertThat(told.contradiction(manifest(shards, "a:0:10", "a:20:30"), 20)).isPresent();
    assertThat(told.contradiction(manifest(shards, "a"), 20)).isPresent();
  }

  @ParameterizedTest
  @MethodSource("otherWays")
  void refusesAnotherWayThanTold(Serialization other) {
    for (HashingChoice told : List.of(BY_SIZE, new HashingChoice.Given(FILES))) {
      assertThat(told.contradiction(manifest(other, "a:0:9"), 9)).isPresent();
    }
  }

  static Stream<Serialization> otherWays() {
    return Stream.of(
        FILES.withHashType(Digest.BLAKE3),
        FILES.withSymlinks(false),
        FILES.withIgnorePaths(List.of("more")),
        FILES.withShards(9),
        Serialization.files());
  }

  @Test
  void refusesAnEntryWithAnotherDigestThanTheManifestStates() {
    Serialization blake3 = FILES.withHashType(Digest.BLAKE3);
    assertThat(new HashingChoice.Given(blake3).contradiction(manifest(blake3, "a"), 1)).isPresent();
  }
}
