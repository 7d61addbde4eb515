// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl explain} shows of our kinds, from a real API server. */
final class CrdExplainIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  /** The API server publishes the schema of a new kind a moment after it serves the kind. */
  private static final Duration PUBLISHED_WITHIN = Duration.ofSeconds(60);

  private static final int INDENT = 2;

  @TempDir static Path cache;
  private static Kubectl kubectl;

  @BeforeAll
  static void findKubectl() throws IOException {
    var binary = Kubectl.find();
    Assumptions.assumeTrue(
        binary.isPresent(), "no kubectl beside kube-apiserver: run hack/cluster/envtest.sh");
    kubectl = new Kubectl(binary.get(), API, cache);
  }

  static List<CrdSchema> definitions() throws IOException {
    return CrdSchema.committed();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyFieldOfEveryKindIsExplained(CrdSchema definition) {
    String plural = definition.definition().at("/spec/names/plural").asText();
    String tree = whenPublished(plural);

    List<String> unexplained = new ArrayList<>();
    for (String path : objects(plural, tree)) {
      String page = kubectl.run("explain", path);
      if (!page.contains("DESCRIPTION:")
          || page.contains("<empty>")
          || page.contains("<no description>")) {
        unexplained.add(path + "\n" + page);
      }
    }

    assertThat(unexplained).isEmpty();
  }

  @Test
  void cachePolicyIsExplainedWithItsValuesAndDefault() {
    whenPublished("modelsignatures");

    assertThat(kubectl.run("explain", "msig.spec.verification.cachePolicy").replaceAll("\\s+", " "))
        .contains("cachePolicy <string>")
        .contains("page cache")
        .contains("ENUM: Drop Keep")
        .contains("Default: Drop");
  }

  /** The tree of fields that {@code --recursive} prints, with those of the specification. */
  private static String whenPublished(String plural) {
    Await.until(
        "the schema of " + plural, PUBLISHED_WITHIN, () -> tree(plural).contains("\n  spec\t"));
    return tree(plural);
  }

  private static String tree(String plural) {
    return kubectl.run("explain", plural, "--recursive");
  }

  /** Paths of the kind and of every field that has fields itself: their pages show all others. */
  private static List<String> objects(String plural, String tree) {
    List<String> paths = new ArrayList<>(List.of(plural));
    List<String> above = new ArrayList<>();
    for (String line : tree.substring(tree.indexOf("FIELDS:")).lines().skip(1).toList()) {
      int depth = (line.length() - line.stripLeading().length()) / INDENT;
      if (depth > 0 && line.contains("\t")) {
        above = new ArrayList<>(above.subList(0, depth - 1));
        above.add(line.strip().substring(0, line.strip().indexOf('\t')));
        if (depth > 1) {
          paths.add(plural + "." + String.join(".", above.subList(0, depth - 1)));
        }
      }
    }
    return paths.stream().distinct().toList();
  }
}
