// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.plugin.PluginRun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the plugin shows of models, and how it asks for a measurement. */
final class PluginStatusIT extends PluginScenario {
  @Test
  void statusShowsModelsAndThePodsThatRunThem() {
    given.aVerifiedClaim("model");
    given.aTamperedClaim("tampered");
    awaitAdmitted(server("model"));
    API.admin().resource(server("model")).create();

    PluginRun run = oms("status", "-n", namespace);

    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().toList())
        .hasSize(3)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("claim model", "Verified", namespace + "=Verified", "server"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("claim tampered", "Rejected", "ContentMismatch", "Restore"));
    assertThat(oms("status", "-A").out()).contains(namespace);
  }

  @Test
  void whyTellsOfPoliciesAndDifferingFiles() {
    given.aTamperedClaim("tampered");

    PluginRun run = oms("why", "tampered", "-n", namespace);

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "ModelSignature " + namespace + "/tampered: Rejected (ContentMismatch)",
            "because: changed: model.safetensors",
            "policy " + namespace + " (Enforce): Rejected (ContentMismatch)",
            "next: ",
            "events: none");
  }

  @Test
  void measureAsksWithANewValueEachTime() {
    given.aVerifiedClaim("model");

    assertThat(oms("measure", "model", "-n", namespace).exit()).isZero();
    String first = asked("model");
    assertThat(oms("measure", "model", "-n", namespace).exit()).isZero();

    assertThat(first).isNotEmpty();
    assertThat(asked("model")).isNotEqualTo(first);
    assertThat(oms("measure", "no/name", "-n", namespace).err()).contains("cannot be the name");
  }

  private String asked(String name) {
    Map<String, String> annotations =
        API.admin()
            .resources(ModelSignature.class)
            .inNamespace(namespace)
            .withName(name)
            .get()
            .getMetadata()
            .getAnnotations();
    return annotations.getOrDefault("modelsigning.dev/measure-again", "");
  }
}
