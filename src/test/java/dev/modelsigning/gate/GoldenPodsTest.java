// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelRules;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pods that serving frameworks make, as they reach admission. The claim {@code model} is
 * verified at its root. Comments name the {@code decision} and parts of the message ({@code
 * expect}).
 */
final class GoldenPodsTest {
  private static final Path PODS = Path.of("src/test/resources/pods");
  private static final String DECISION = "# decision: ";
  private static final String EXPECT = "# expect: ";

  private final FakeCluster cluster = new FakeCluster();

  static Stream<Path> admitted() throws IOException {
    return decided("admitted");
  }

  static Stream<Path> refused() throws IOException {
    return decided("refused");
  }

  static Stream<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(PODS)) {
      return files.sorted().toList().stream();
    }
  }

  private static Stream<Path> decided(String decision) throws IOException {
    return all().filter(file -> comments(file, DECISION).equals(List.of(decision)));
  }

  private static List<String> comments(Path file, String start) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private AdmissionDecision decide(Path file) throws IOException {
    ModelRules models = new ModelRules();
    models.scratchClaims = List.of("results-*");
    models.scratchPaths = List.of("/var/log");
    cluster.policy().getSpec().models = models;
    Pod pod = new KubernetesSerialization().unmarshal(Files.readString(file), Pod.class);
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(pod));
  }

  @ParameterizedTest
  @MethodSource("admitted")
  void goodPodIsAdmitted(Path file) throws IOException {
    assertThat(decide(file)).isAllowed();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void badPodIsRefusedWithAWayOut(Path file) throws IOException {
    List<String> expected = comments(file, EXPECT);
    assertThat(expected).isNotEmpty();
    assertThat(decide(file)).isDenied(expected.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFileSaysWhatIsExpected(Path file) {
    assertThat(comments(file, DECISION)).hasSize(1).isSubsetOf("admitted", "refused");
  }
}
