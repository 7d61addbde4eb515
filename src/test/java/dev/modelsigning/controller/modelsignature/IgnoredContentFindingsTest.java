// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.volume.UnsignedContent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  private static CompiledPolicy naming(String... paths) {
    CompiledPolicy policy = Signatures.policy();
    policy.policy().getSpec().models = new ModelRules();
    policy.policy().getSpec().models.ignoredPaths = List.of(paths);
    return policy;
  }

  /** One policy may accept leftovers where another one accepts what this model has signed. */
  @Test
  void pathsOfEachPolicyAreLeftOutAloneToo() {
    Measured measured =
        new Measured(
            FingerprintLookTest.report("sha256:aa"),
            Optional.empty(),
            Optional.of(
                new Manifest(
                    "m",
                    Serialization.files(),
                    Stream.of(".cache/x", "README.md", "w")
                        .map(n -> new ManifestEntry(n, Digest.SHA256, Digest.sha256(new byte[1])))
                        .toList())));

    assertThat(
            IgnoredContentFindings.leftOut(
                    measured, List.of(naming(".cache"), naming("README.md"), naming("README.md")))
                .map(left -> left.manifest().orElseThrow().fileNames()))
        .containsExactly(Set.of("w"), Set.of("README.md", "w"), Set.of(".cache/x", "w"));
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
