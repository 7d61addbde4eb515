// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources of a cluster, whose status {@code kubectl oms policy test} judges by. */
final class PolicyTestStatusTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

  private static final String VERIFIED =
      """
      status:
        observedGeneration: 2
        verdict: Verified
        reason: SignatureVerified
        volume: {identity: "sha256:aa"}
        policies: [{name: production, uid: u, verdict: Verified, authority: anna}]
        signatures: [{signer: {subject: anna}, contentMatches: true, acceptedBy: []}]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void files() throws IOException {
    write("policy.yaml", PolicyTestCommandTest.POLICY);
    write("pods.yaml", PolicyTestCommandTest.DEPLOYMENT);
    write("models.yaml", PolicyTestCommandTest.MODEL);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private PluginRun test() {
    return PluginRun.of(
        folder,
        Map.of(),
        CLOCK,
        "policy",
        "test",
        "policy.yaml",
        "-f",
        "pods.yaml",
        "-f",
        "models.yaml");
  }

  private void writeModel(String generation) throws IOException {
    write(
        "models.yaml",
        PolicyTestCommandTest.MODEL.replace("name: minilm,", "name: minilm, " + generation)
            + VERIFIED);
  }

  private void writePolicy(String status) throws IOException {
    write("policy.yaml", PolicyTestCommandTest.POLICY + "status: " + status + "\n");
  }

  @Test
  void verdictAboutAnEarlierGenerationCountsNoMore() throws IOException {
    writeModel("generation: 3,");

    PluginRun run = test();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("ModelSignature minilm was changed and has not been verified since");
  }

  @ParameterizedTest
  @CsvSource({"'generation: 2,'", "''"})
  void verdictAboutWhatIsThereCounts(String generation) throws IOException {
    writeModel(generation);

    assertThat(test().out()).contains("Deployment serving: admitted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {checkedAt: "2020-01-01T00:00:00Z", authorities: [{name: anna, digest: d}], observedGeneration: 1} | was last confirmed at 2020-01-01T00:00:00Z, longer ago than requirements.staleAfter (60m)
          {authorities: [{name: anna, digest: d}], observedGeneration: 1} | has no status.checkedAt
          """)
  void policyOfWhichNothingWasHeardLatelyIsAnAssumption(String status, String assumed)
      throws IOException {
    writePolicy(status);
    writeModel("generation: 2,");

    assertThat(test().out())
        .contains("Deployment serving: admitted", "assumed: policy production " + assumed);
  }

  @Test
  void policyThatWasConfirmedLatelyNeedsNoAssumption() throws IOException {
    writePolicy(
        "{checkedAt: \"2026-11-29T11:55:00Z\", authorities: [{name: anna, digest: d}], observedGeneration: 1}");

    assertThat(test().out())
        .contains("Deployment serving: admitted")
        .doesNotContain("assumed: policy production");
  }

  /** The operator has looked, and can use none: the webhook refuses for that. */
  @Test
  void policyWhoseAuthoritiesCannotBeUsedIsJudgedSo() throws IOException {
    writePolicy("{checkedAt: \"2026-11-29T11:55:00Z\", authorities: []}");

    assertThat(test())
        .returns(1, PluginRun::exit)
        .extracting(PluginRun::out)
        .asString()
        .contains("no authority of policy production can be used");
  }
}
