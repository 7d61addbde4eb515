// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files out of which {@code kubectl oms policy test} can decide nothing. */
final class UnusableFilesTest {
  @TempDir private Path folder;

  @BeforeEach
  void policy() throws IOException {
    write("policy.yaml", PolicyTestCommandTest.POLICY);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private PluginRun test(String pods) {
    return PluginRun.of(folder, Map.of(), "policy", "test", "policy.yaml", "-f", pods);
  }

  /** As a template renders them that was given the wrong values. */
  @ParameterizedTest
  @ValueSource(strings = {"", "spec: null", "spec: {}", "spec: {containers: []}"})
  void podWithoutContainersIsNotAdmittedForThat(String spec) throws IOException {
    write("pods.yaml", "kind: Pod\nmetadata: {name: p, namespace: team-a}\n" + spec);

    PluginRun run = test("pods.yaml");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("error: Pod p has no containers");
  }

  @Test
  void manifestThatIsNestedTooDeeplyIsNamedAsTheCause() throws IOException {
    write("pods.yaml", "kind: Pod\nx: " + "[".repeat(50_000) + "]".repeat(50_000));

    PluginRun run = test("pods.yaml");

    assertThat(run.exit()).isGreaterThan(1);
    assertThat(run.err()).contains("nested more deeply than can be read");
  }

  @Test
  void filesWithoutPolicyOrPodAreBadInput() throws IOException {
    write("pods.yaml", "");
    assertThat(test("pods.yaml"))
        .returns(2, PluginRun::exit)
        .extracting(PluginRun::err)
        .asString()
        .contains("no file holds a pod");

    write("policy.yaml", PolicyTestCommandTest.MODEL);
    assertThat(test("pods.yaml")).extracting(PluginRun::err).asString().contains("holds no policy");
    assertThat(test("none.yaml"))
        .extracting(PluginRun::err)
        .asString()
        .contains("none.yaml cannot be read");
  }
}
