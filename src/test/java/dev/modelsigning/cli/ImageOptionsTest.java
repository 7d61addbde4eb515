// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JVM makes of the options that measuring Jobs run with. */
final class ImageOptionsTest {
  private static final Path CONF = Path.of("src/main/dist/conf").toAbsolutePath();

  /**
   * The part of the heap that is not for new objects has to hold those of the AOT cache, or the JVM
   * does not start.
   */
  @ParameterizedTest
  @ValueSource(ints = {96, 128, 192, 512})
  void heapThatIsNotForNewObjectsHasRoomUnderASmallLimit(int limit) throws Exception {
    String flags = flags("-XX:MaxRAM=" + limit + "m");

    long heap = flag(flags, "MaxHeapSize");
    assertThat(heap).isGreaterThanOrEqualTo((limit << 20) * 68L / 100);
    assertThat(heap - Math.min(flag(flags, "MaxNewSize"), heap)).isGreaterThan(2 << 20);
  }

  private static String flags(String more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("jvm", "container", "oms", "oms-libcrypto")) {
      command.add("@" + CONF.resolve(name + ".options"));
    }
    command.addAll(List.of(more, "-XX:+PrintFlagsFinal", "-version"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static long flag(String flags, String name) {
    Matcher found = Pattern.compile("\\b" + name + "\\s+= (\\d+)").matcher(flags);
    assertThat(found.find()).as(name).isTrue();
    return Long.parseLong(found.group(1));
  }
}
