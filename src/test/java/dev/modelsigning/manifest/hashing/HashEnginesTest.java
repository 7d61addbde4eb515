// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardName;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HashEnginesTest {
  private static final List<Integer> SIZES =
      List.of(
          0, 1, 55, 56, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 17 * 1024, 131_071, 131_072,
          131_073, 262_145, 393_216, 1_048_575, 1_048_576, 1_048_577, 2_097_152, 2_097_153,
          3_000_001);

  @TempDir Path temp;

  static Stream<Arguments> engines() {
    Stream<Arguments> java =
        Stream.of(
            Arguments.of("sha256", JavaEngine.SHA256),
            Arguments.of("blake2b", JavaEngine.BLAKE2B),
            Arguments.of("blake3", JavaEngine.BLAKE3));
    Stream<Arguments> libcrypto =
        Stream.of("sha256", "blake2b")
            .flatMap(name -> LibCrypto.load(name).stream().map(e -> Arguments.of(name, e)));
    NativeLibrary library = library();
    Stream<Arguments> blake3 = Stream.of(Arguments.of("blake3", new NativeBlake3(library)));
    Stream<Arguments> sha256 =
        library.hasSha256()
            ? Stream.of(Arguments.of("sha256", new NativeSha256(library)))
            : Stream.of(); // nativeSha256IsOfferedWhereTheProcessorHasIt says whether that is right
    return Stream.of(java, libcrypto, blake3, sha256).flatMap(s -> s);
  }

  /** The build compiles it: a test without it would only compare Java with Java. */
  private static NativeLibrary library() {
    assertThat(NativeLibrary.get())
        .as("liboms.so in %s, compiled by hack/native.sh", System.getProperty("oms.lib"))
        .isPresent();
    return NativeLibrary.get().orElseThrow();
  }

  static byte[] expected(String name, byte[] content) {
    MessageDigest digest =
        switch (name) {
          case "sha256" -> Digest.newSha256();
          case "blake2b" -> BlakeDigests.blake2b();
          default -> BlakeDigests.blake3();
        };
    return digest.digest(content);
  }

  static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static Manifest hash(HashEngine engine, Path model, Serialization how, int threads)
      throws Exception {
    HashOptions options = HashOptions.defaults().withThreads(threads);
    return new ModelHasher(engine).hash(model, how, options);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void enginesAgreeWithJavaOnEverySize(String name, HashEngine engine) throws Exception {
    Path model = Files.createDirectories(temp.resolve("model"));
    for (int size : SIZES) {
      Files.write(model.resolve("f" + size), random(size));
    }
    Serialization how = Serialization.files().withHashType(name);
    for (int threads : List.of(1, 3)) {
      Manifest manifest = hash(engine, model, how, threads);
      assertThat(manifest.entries()).hasSameSizeAs(SIZES);
      for (ManifestEntry entry : manifest.entries()) {
        byte[] content = Files.readAllBytes(model.resolve(entry.name()));
        assertThat(entry.digest()).isEqualTo(new Digest(name, expected(name, content)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void enginesHashShardsByThemselves(String name, HashEngine engine) throws Exception {
    byte[] content = random(1_000_003);
    Path model = Files.createDirectories(temp.resolve("model"));
    Files.write(model.resolve("f"), content);
    Serialization how = Serialization.shards(150_001).withHashType(name);
    Manifest manifest = hash(engine, model, how, 2);
    assertThat(manifest.entries()).hasSize(7);
    for (ManifestEntry entry : manifest.entries()) {
      ShardName shard = ShardName.of(entry.name()).orElseThrow();
      byte[] part = Arrays.copyOfRange(content, (int) shard.start(), (int) shard.end());
      assertThat(entry.digest()).isEqualTo(new Digest(name, expected(name, part)));
    }
  }

  @Test
  void blake3JoinsThePiecesOfALargeFile() throws Exception {
    NativeBlake3 engine = new NativeBlake3(library());
    Path model = Files.createDirectories(temp.resolve("model"));
    Serialization how = Serialization.files().withHashType("blake3");
    for (long size : List.of(NativeBlake3.PIECE_BYTES + 1, 3 * NativeBlake3.PIECE_BYTES)) {
      byte[] content = random((int) size);
      Files.write(model.resolve("f"), content);
      assertThat(hash(engine, model, how, 2).entries().getFirst().digest())
          .isEqualTo(new Digest("blake3", expected("blake3", content)));
    }
  }

  @Test
  void nativeSha256IsOfferedWhereTheProcessorHasIt() throws IOException {
    assumeThat(processorFlags()).as("this processor has SHA instructions").contains("sha_ni");
    assertThat(library().hasSha256()).isTrue();
    assertThat(HashEngines.of("sha256").label()).isEqualTo("native");
  }

  @Test
  void nativeBlake3IsOfferedOnLittleEndianMachines() {
    assumeThat(ByteOrder.nativeOrder()).as("byte order").isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(library().hasBlake3()).isTrue();
    assertThat(HashEngines.of("blake3").label()).isEqualTo("native");
  }

  @Test
  void libcryptoServesWhereTheLibraryDoesNot() {
    assumeThat(LibCrypto.load("sha256")).as("libcrypto.so.3 loads").isPresent();
    assertThat(HashEngines.of("blake2b").label()).isEqualTo("libcrypto");
    String sha256 = library().hasSha256() ? "native" : "libcrypto";
    assertThat(HashEngines.of("sha256").label()).isEqualTo(sha256);
  }

  /** As Linux tells them; none elsewhere. */
  private static List<String> processorFlags() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> List.of(line.split("\\s+")))
          .orElse(List.of());
    }
  }

  @Test
  void otherDigestsHaveNoEngine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HashEngines.of("md5"))
        .withMessageContaining("not one of sha256, blake2b, blake3");
  }
}
