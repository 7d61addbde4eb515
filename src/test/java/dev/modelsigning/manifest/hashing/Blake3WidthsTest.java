// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BLAKE3 at each width of vectors, also at those that this processor would not choose. 16 lanes are
 * compiled without AVX-512, so that they run everywhere.
 */
class Blake3WidthsTest {
  /** Around a block, a chunk, 8 and 16 chunks, a buffer and a piece. */
  private static final List<Integer> SIZES =
      List.of(
          0,
          1,
          64,
          65,
          1024,
          1025,
          7 * 1024,
          8 * 1024,
          8 * 1024 + 1,
          9 * 1024,
          15 * 1024 + 1023,
          16 * 1024,
          16 * 1024 + 1,
          17 * 1024,
          33 * 1024 + 1,
          131_071,
          131_072,
          131_073,
          262_144,
          3_000_001,
          16 << 20,
          (16 << 20) + 1,
          (48 << 20) - 1);

  @TempDir Path temp;

  @BeforeAll
  static void needsCompiler() throws InterruptedException {
    assumeThat(CompiledLibrary.compilerRuns()).as("gcc is installed").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"many_plain 8", "many_avx512 16"})
  void everyWidthAgreesWithJava(String width) throws Exception {
    assumeThat(System.getProperty("os.arch")).as("the processor").isEqualTo("amd64");
    String[] named = width.split(" ", -1);
    List<Path> sources =
        Stream.of("features.c", "sha256.c", "blake3.c", "file.c")
            .map(CompiledLibrary.SOURCES::resolve)
            .toList();
    Path library =
        CompiledLibrary.compile(
            temp,
            sources,
            "-DOMS_MANY=" + named[0],
            "-DOMS_LANES=" + named[1],
            "-DOMS_WIDE_TARGET=");
    NativeBlake3 engine = new NativeBlake3(NativeLibrary.load(library).orElseThrow());
    Path model = Files.createDirectories(temp.resolve("model"));
    for (int size : SIZES) {
      Files.write(model.resolve("f" + size), HashEnginesTest.random(size));
    }
    Serialization how = Serialization.files().withHashType("blake3");
    Manifest manifest = HashEnginesTest.hash(engine, model, how, 2);
    assertThat(manifest.entries()).hasSameSizeAs(SIZES);
    for (ManifestEntry entry : manifest.entries()) {
      byte[] content = Files.readAllBytes(model.resolve(entry.name()));
      assertThat(entry.digest())
          .as(entry.name())
          .isEqualTo(new Digest("blake3", HashEnginesTest.expected("blake3", content)));
    }
  }
}
