// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.OperatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application with an AOT cache, as the image has one for each role. */
class AotCacheIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  @TempDir static Path recorded;

  @TempDir Path folder;

  @BeforeAll
  static void recordOne() throws Exception {
    try (OperatorProcess operator =
        start(recorded, "-XX:AOTCacheOutput=" + cache(), "-Xlog:aot=off")) {
      awaitStart(operator);
      operator.process().destroy();
      // It has another JVM write the cache before it ends.
      assertThat(operator.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(cache()).isNotEmptyFile();
  }

  @Test
  void classesOfAllJarsComeFromIt() throws Exception {
    Path loaded = folder.resolve("loaded");
    try (OperatorProcess operator =
        start(folder, used(cache()), "-Xlog:class+load:file=" + loaded)) {
      awaitStart(operator);
    }
    List<String> fromJars;
    try (Stream<String> lines = Files.lines(loaded)) {
      fromJars = lines.filter(line -> line.contains("source: file:")).toList();
    }
    assertThat(Files.readString(loaded)).contains("dev.modelsigning.", "shared objects file");
    assertThat(fromJars).as("few of thousands of classes").hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "overwritten", "missing"})
  void brokenOneStopsNoStart(String how) throws Exception {
    Path broken = folder.resolve("broken.aot");
    switch (how) {
      case "cut" -> {
        Files.copy(cache(), broken);
        try (FileChannel file = FileChannel.open(broken, StandardOpenOption.WRITE)) {
          file.truncate(file.size() / 2);
        }
      }
      case "overwritten" -> Files.writeString(broken, "no cache");
      default -> assertThat(broken).doesNotExist();
    }
    try (OperatorProcess operator = start(folder, used(broken))) {
      awaitStart(operator);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:-UseSerialGC -XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders"})
  void oneOfAnotherJvmStopsNoStart(String options) throws Exception {
    try (OperatorProcess operator =
        start(
            folder,
            Stream.concat(Stream.of(used(cache())), Stream.of(options.split(" ")))
                .toArray(String[]::new))) {
      awaitStart(operator);
    }
  }

  /** Beyond being ready: one that is ended while it still starts would wait for itself. */
  private static void awaitStart(OperatorProcess operator) {
    operator.awaitReady();
    Await.until(
        "the operator to have started",
        Duration.ofMinutes(2),
        () -> {
          try {
            return Files.readString(operator.log()).contains("Installed features");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path cache() {
    return recorded.resolve("operator.aot");
  }

  private static String used(Path cache) {
    return "-XX:AOTCache=" + cache;
  }

  private static OperatorProcess start(Path folder, String... options) throws IOException {
    return OperatorProcess.start(
        API,
        folder,
        "operator",
        API.newNamespace("system", Map.of()),
        // As in the image.
        Stream.concat(Stream.of("-Dquarkus.profile=operator,prod"), Stream.of(options))
            .toArray(String[]::new));
  }
}
