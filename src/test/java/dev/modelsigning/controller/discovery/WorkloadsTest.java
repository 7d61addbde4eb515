// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages of workloads, as the API server writes them. */
final class WorkloadsTest {
  /** As deep as the API server accepts where a schema says nothing. */
  private static final int DEEP = 9_000;

  private static String service(String name, String predictor, String managed) {
    return """
    {"metadata": {"name": "%s", "managedFields": %s}, "spec": {"predictor": %s}}
    """
        .formatted(name, managed, predictor);
  }

  private static String nested() {
    return "[".repeat(DEEP) + "]".repeat(DEEP);
  }

  @Test
  void oneThatIsTooDeepIsPassedOverAndTheOthersAreRead() {
    String page =
        "{\"items\": ["
            + service("deep", "{\"containers\": " + nested() + "}", "[]")
            + ","
            + service("managed", "{}", nested())
            + ","
            + service("plain", "{}", "[]")
            + "], \"metadata\": {\"continue\": \"more\"}}";
    List<String> names = new ArrayList<>();
    String next =
        Workloads.items(
            WorkloadKind.INFERENCE_SERVICE,
            page,
            (kind, workload) -> {
              names.add(workload.at("/metadata/name").asText());
              assertThat(TemplateImages.of(kind, workload).uses()).isEmpty();
            });
    assertThat(next).isEqualTo("more");
    assertThat(names).containsExactly("managed", "plain");
  }
}
