// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.LeftOut;
import dev.modelsigning.measurement.Measured;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files that no signature is about, at paths where a policy accepts such files. */
final class UnsignedPlaces {
  private UnsignedPlaces() {}

  /**
   * The same measurement without the files at paths that any of the policies names: they are
   * reported instead, as what lies at ignored paths, so that a policy that does not name the path
   * refuses them. Empty if there are none.
   */
  static Optional<Measured> leftOut(Measured measured, List<CompiledPolicy> policies) {
    List<String> paths =
        policies.stream()
            .flatMap(policy -> Stream.ofNullable(policy.policy().getSpec().models))
            .flatMap((ModelRules rules) -> Stream.ofNullable(rules.ignoredPaths))
            .flatMap(List::stream)
            .distinct()
            .toList();
    return measured
        .manifest()
        .flatMap(manifest -> LeftOut.of(manifest, paths))
        .map(
            left ->
                new Measured(
                    reported(measured.report(), left.content()),
                    measured.bundle(),
                    Optional.of(left.rest())));
  }

  private static TerminationReport reported(TerminationReport report, IgnoredContent more) {
    List<IgnoredPath> paths =
        Stream.concat(more.paths().stream(), report.ignored().paths().stream()).toList();
    return report.withUnmeasured(
        new IgnoredContent(paths, report.ignored().more() + more.more()), report.siblings());
  }
}
