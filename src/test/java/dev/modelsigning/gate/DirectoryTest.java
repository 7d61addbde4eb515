// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the end of one path is the beginning of another. */
final class DirectoryTest {
  private static List<Directory> all(int length) {
    if (length == 0) {
      return List.of(Directory.of(""));
    }
    List<Directory> found = new ArrayList<>(all(length - 1));
    all(length - 1).stream()
        .filter(directory -> directory.names().size() == length - 1)
        .flatMap(d -> Stream.of("a", "b").map(name -> Directory.of(d.path() + "/" + name)))
        .forEach(found::add);
    return found;
  }

  private static boolean endsAsBeginning(Directory path, Directory name) {
    return IntStream.rangeClosed(1, Math.min(path.names().size(), name.names().size()))
        .anyMatch(
            length ->
                path.names()
                    .subList(path.names().size() - length, path.names().size())
                    .equals(name.names().subList(0, length)));
  }

  @Test
  void endsAreFoundHoweverPathsRepeatThemselves() {
    List<Directory> paths = all(5);
    for (Directory path : paths) {
      for (Directory name : paths) {
        assertThat(path.endsAsBeginningOf(name))
            .as("%s and %s", path, name)
            .isEqualTo(endsAsBeginning(path, name));
      }
    }
  }

  /** Comparing each end with each beginning takes minutes. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void pathsThatRepeatThemselvesThousandsOfTimesAreComparedInLinearTime() {
    String repeated = "a/".repeat(2000);
    List<String> relative = IntStream.range(0, 64).mapToObj(i -> repeated + "c" + i).toList();
    ModelPaths models =
        ModelPaths.of(
            Catalog.SHIPPED,
            List.of(
                new LoadedModels(List.of(), List.of(), List.of(), List.of(), relative, List.of())));
    for (int i = 0; i < 64; i++) {
      assertThat(models.reach(Directory.of(repeated + "b" + i))).isFalse();
    }
    assertThat(models.reach(Directory.of("b/" + repeated))).isTrue();
  }
}
