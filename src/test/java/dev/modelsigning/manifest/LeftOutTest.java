// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  private static Manifest manifest(String... names) {
    return new Manifest(
        "m",
        Serialization.files(),
        Stream.of(names)
            .map(name -> new ManifestEntry(name, Digest.SHA256, Digest.sha256(new byte[] {1})))
            .toList());
  }

  @Test
  void takesOutWhatLiesAtAndBelowThePaths() {
    assertThat(
            LeftOut.of(
                manifest(".DS_Store", ".DS_Store2", "@eaDir/a", "@eaDir/b", "w"),
                List.of(".DS_Store", "@eaDir", "absent")))
        .hasValueSatisfying(
            left -> {
              assertThat(left.rest().fileNames()).containsExactly(".DS_Store2", "w");
              assertThat(left.content().paths())
                  .extracting(IgnoredPath::path, IgnoredPath::kind, IgnoredPath::files)
                  .containsExactly(
                      tuple(".DS_Store", IgnoredPath.Kind.FILE, 1L),
                      tuple("@eaDir", IgnoredPath.Kind.FOLDER, 2L));
            });
  }

  @Test
  void fileCountsForTheLongestPathWhateverTheirOrder() {
    for (List<String> paths : List.of(List.of("a", "a/b"), List.of("a/b", "a"))) {
      assertThat(LeftOut.of(manifest("a/b/c", "a/d", "w"), paths))
          .hasValueSatisfying(
              left ->
                  assertThat(left.content().paths())
                      .extracting(IgnoredPath::path, IgnoredPath::files)
                      .containsExactly(tuple("a", 1L), tuple("a/b", 1L)));
    }
  }

  @Test
  void modelIsNeverLeftOutAsAWhole() {
    assertThat(LeftOut.of(manifest("a/b"), List.of("a"))).isEmpty();
    assertThat(LeftOut.of(manifest("a/b"), List.of())).isEmpty();
  }

  @Test
  void summaryNamesLeftoversAndWhatToDo() {
    assertThat(new ManifestDifferences(List.of(), List.of("sub/.DS_Store"), List.of(), 1).summary())
        .contains("'sub/.DS_Store' is left by a tool", "models.ignoredPaths");
    assertThat(new ManifestDifferences(List.of(), List.of("evil.py"), List.of(), 1).summary())
        .doesNotContain("hint");
  }
}
