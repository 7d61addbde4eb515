// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Command lines of words in any order: a container that cannot be read would be refused without a
 * reason, or pass unseen where policies only warn.
 */
final class AnyWordsTest {
  private static final long SEED = 20_261_201;
  private static final int CONTAINERS = 30_000;
  private static final int WORDS = 8;

  /** Of which there are several in one word as well. */
  private static final List<String> SHELL =
      List.of(
          "sh",
          "-c",
          "bash",
          "exec",
          "env",
          "xargs",
          "set",
          "--",
          "-m",
          "python3",
          "$@",
          "$1",
          "${12}",
          "\"$@\"",
          "$(",
          ")",
          "`",
          "'",
          "\"",
          "\\",
          "#",
          ";",
          "|",
          "&&",
          "\n",
          "=",
          "A=",
          "$A",
          "${A:-x}",
          "{",
          "}",
          "[",
          "]",
          ",",
          "/m",
          "org/x",
          "../x",
          "s3://b/x",
          "://",
          "é",
          "",
          " ",
          "-",
          "-1",
          "%",
          "{\"model\": \"x\"}",
          "\\u",
          "\\u00",
          "$(A)",
          "$$");

  private final Random random = new Random(SEED);
  private final List<String> vocabulary = vocabulary();

  private static List<String> vocabulary() {
    List<String> words = new ArrayList<>(SHELL);
    for (Section section : Section.values()) {
      for (String entry : Catalog.SHIPPED.entries(section)) {
        words.add(entry);
        words.addAll(Arrays.asList(entry.split(" ", -1)));
      }
    }
    return List.copyOf(words);
  }

  private String word() {
    return random.nextInt(4) == 0 ? any(SHELL) : any(vocabulary);
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  /** Mostly one word; else a script or an option with its value. */
  private String argument() {
    return switch (random.nextInt(6)) {
      case 0 -> IntStream.range(0, 6).mapToObj(i -> word()).collect(Collectors.joining(" "));
      case 1 -> word() + word();
      case 2 -> word() + "=" + word();
      default -> word();
    };
  }

  private List<String> arguments() {
    return IntStream.range(0, random.nextInt(WORDS)).mapToObj(i -> argument()).toList();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("server")
        .withImage(argument())
        .withCommand(arguments())
        .withArgs(arguments())
        .withWorkingDir(random.nextBoolean() ? null : argument())
        .withEnv(
            IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new EnvVarBuilder().withName(word()).withValue(argument()).build())
                .toList())
        .build();
  }

  @Test
  void everyContainerCanBeRead() {
    Loading loading = new Loading(Catalog.SHIPPED);
    for (int i = 0; i < CONTAINERS; i++) {
      Container container = container();
      assertThatCode(() -> loading.of(container)).as("%s", container).doesNotThrowAnyException();
    }
  }
}
