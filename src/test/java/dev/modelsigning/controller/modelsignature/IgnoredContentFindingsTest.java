// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.volume.UnsignedContent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IgnoredContentFindingsTest {
  private static IgnoredContent content(int paths, String name) {
    return new IgnoredContent(
        IntStream.range(0, paths)
            .mapToObj(
                i ->
                    new IgnoredPath(
                        "path-%04d".formatted(i),
                        IgnoredPath.Kind.FOLDER,
                        1,
                        0,
                        false,
                        List.of("path-%04d/%s".formatted(i, name))))
            .toList(),
        0);
  }

  @Test
  void listsWhatHasRoomAndCountsTheRest() {
    IgnoredContent bounded = IgnoredContentFindings.bounded(content(5_000, "x"));

    assertThat(bounded.paths()).hasSize(2_048 / "path-0000".length());
    assertThat(bounded.paths().size() + bounded.more()).isEqualTo(5_000);
  }

  @Test
  void namesGiveWayToPaths() {
    assertThat(IgnoredContentFindings.bounded(content(3, "x"))).isEqualTo(content(3, "x"));
    assertThat(IgnoredContentFindings.bounded(content(3, "x".repeat(2_048))).paths())
        .hasSize(3)
        .allSatisfy(path -> assertThat(path.names()).isEmpty());
  }

  @Test
  void whatIsNotListedIsRefusedByEveryPolicy() {
    ManifestStatus status = new ManifestStatus();
    IgnoredContent all = content(1_000, "x");
    IgnoredContentFindings.write(IgnoredContentFindings.bounded(all), status);
    ModelRules rules = new ModelRules();
    rules.ignoredPaths = all.paths().stream().map(IgnoredPath::path).toList();

    assertThat(UnsignedContent.objection(status, rules))
        .hasValueSatisfying(what -> assertThat(what).contains("too many to list"));
  }
}
