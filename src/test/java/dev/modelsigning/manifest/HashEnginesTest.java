package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
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
          131_073, 262_145, 393_216, 3_000_001);

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
    Stream<Arguments> own =
        NativeLibrary.get().stream()
            .flatMap(
                library ->
                    Stream.of(
                        library.hasSha256()
                            ? Arguments.of("sha256", new NativeSha256(library))
                            : Arguments.of("sha256", JavaEngine.SHA256),
                        Arguments.of("blake3", new NativeBlake3(library))));
    return Stream.of(java, libcrypto, own).flatMap(s -> s);
  }

  private static byte[] expected(String name, byte[] content) {
    MessageDigest digest =
        switch (name) {
          case "sha256" -> Digest.newSha256();
          case "blake2b" -> BlakeDigests.blake2b();
          default -> BlakeDigests.blake3();
        };
    return digest.digest(content);
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static Manifest hash(HashEngine engine, Path model, Serialization how, int threads)
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
    assumeThat(NativeLibrary.get()).as("hack/native.sh has compiled the library").isPresent();
    NativeBlake3 engine = new NativeBlake3(NativeLibrary.get().orElseThrow());
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
  void libcryptoServesWhereTheLibraryDoesNot() throws IOException {
    assumeThat(LibCrypto.load("sha256")).as("libcrypto.so.3 loads").isPresent();
    assertThat(HashEngines.of("blake2b").label()).isEqualTo("libcrypto");
    assertThat(new ModelHasher().engineName()).isIn("native", "libcrypto");
  }

  @Test
  void thereIsNoEngineForOtherDigests() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HashEngines.of("md5"))
        .withMessageContaining("not one of sha256, blake2b, blake3");
  }
}
