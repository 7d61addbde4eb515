// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.testing.story.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies decide about manifests, without a cluster. */
final class PolicyTestCommandTest {
  private static final String ANNA = inQuotes(Signer.fresh().publicKey());

  static final String POLICY =
      """
      apiVersion: modelsigning.dev/v1alpha1
      kind: ClusterModelTrustPolicy
      metadata: {name: production}
      spec:
        match: {namespaceSelector: {matchLabels: {models: production}}}
        authorities:
        - {name: anna, key: {publicKey: %s}}
        - {name: ben, key: {publicKey: %s}}
      """
          .formatted(ANNA, inQuotes(Signer.fresh().publicKey()));

  static final String DEPLOYMENT =
      """
      kind: Deployment
      metadata: {name: serving, namespace: team-a}
      spec:
        template:
          spec:
            containers:
            - name: server
              image: vllm
              volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: minilm}}]
      """;

  static final String MODEL =
      """
      kind: ModelSignature
      metadata: {name: minilm, namespace: team-a}
      spec: {source: {persistentVolumeClaim: {claimName: minilm}}}
      """;

  @TempDir private Path folder;

  private static String inQuotes(String pem) {
    return '"' + pem.replace("\n", "\\n") + '"';
  }

  @BeforeEach
  void files() throws IOException {
    write("policy.yaml", POLICY);
    write("pods.yaml", DEPLOYMENT);
    write("models.yaml", MODEL);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private PluginRun test(String... more) {
    List<String> arguments = new ArrayList<>(List.of("policy", "test", "policy.yaml"));
    arguments.addAll(List.of("-f", "pods.yaml", "-f", "models.yaml"));
    arguments.addAll(List.of(more));
    return PluginRun.of(folder, Map.of(), arguments.toArray(String[]::new));
  }

  @Test
  void podOfASignedModelIsAdmittedAndEachAssumptionIsPrinted() {
    PluginRun run = test();

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "Deployment serving: admitted in namespace team-a",
            "ModelSignature minilm: Verified (SignatureVerified)",
            "assumed: policy production has no status",
            "assumed: ModelSignature team-a/minilm has no status: its verdict is Verified",
            "assumed: namespace team-a is not among the files: every policy selects it",
            "assumed: claims exist and are bound");
  }

  @Test
  void modelThatIsNotVerifiedIsRefused() {
    PluginRun run = test("--assume", "unknown");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "refused by policy production (Enforce): ModelSignature minilm is Unknown",
            "wanted: a signature by anna or ben");
  }

  @Test
  void severalSignersAreAssumedWhereThePolicyWantsThem() throws IOException {
    write("policy.yaml", POLICY + "  requirements: {minimumMatches: 2}\n");

    assertThat(test().out()).contains("Deployment serving: admitted");
  }

  @Test
  void annotationsAreAssumedWhereThePolicyWantsThem() throws IOException {
    write(
        "policy.yaml",
        POLICY
            + "  requirements: {annotations: [{name: license, oneOf: [mit]}, {name: v, present:"
            + " true}]}\n");

    assertThat(test().out()).contains("Deployment serving: admitted");
  }

  @Test
  void statusOfAModelDecidesPolicyByPolicy() throws IOException {
    String status =
        MODEL
            + """
            status:
              observedGeneration: 7
              verdict: %s
              reason: %s
              message: %s
              volume: {identity: "sha256:aa"}
              policies: [{name: production, uid: u, verdict: %s, reason: %s, authority: anna}]
              signatures: [{signer: {subject: anna}, contentMatches: true, acceptedBy: []}]
            """;
    write(
        "models.yaml",
        status.formatted("Verified", "SignatureVerified", "m", "Verified", "SignatureVerified"));
    assertThat(test().out()).contains("Deployment serving: admitted");

    write(
        "models.yaml",
        status.formatted("Rejected", "ContentMismatch", "changed", "Rejected", "ContentMismatch"));
    assertThat(test().out()).contains("is Rejected (ContentMismatch)");
  }

  @Test
  void modelThatAnotherPolicyJudgedIsNotTakenForVerified() throws IOException {
    write(
        "models.yaml",
        MODEL
            + """
            status:
              verdict: Verified
              volume: {identity: "sha256:aa"}
              policies: [{name: other, verdict: Verified, authority: anna}]
              signatures: [{signer: {subject: carla}, contentMatches: true}]
            """);

    PluginRun run = test();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "is signed by carla, and has not been found to satisfy the present authorities",
            "assumed: policy production has never judged a model of the files");
  }

  @Test
  void labelsOfANamespaceAmongTheFilesDecideWhichPoliciesJudge() throws IOException {
    write("namespace.yaml", "kind: Namespace\nmetadata: {name: team-a, labels: {models: test}}");

    PluginRun run = test("-f", "namespace.yaml", "--assume", "unknown");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("no policy judges this pod").doesNotContain("selects it");
  }

  @Test
  void keyThatIsNoneIsBadInput() throws IOException {
    write("policy.yaml", POLICY.replace(ANNA, "nonsense"));

    PluginRun run = test();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: policy production, authority anna: its publicKey contains no PEM block")
        .contains("hint: ");
  }

  @Test
  void policyOfANamespaceJudgesItsPodsOnly() throws IOException {
    write(
        "policy.yaml",
        """
        kind: ModelTrustPolicy
        metadata: {name: strict, namespace: team-a}
        spec: {mode: Warn, authorities: [{name: anna, key: {publicKey: %s}}]}
        """
            .formatted(ANNA));
    write("pods.yaml", DEPLOYMENT + "---\n" + DEPLOYMENT.replace("team-a", "team-b"));

    PluginRun run = test("--assume", "unknown");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "would be refused by policy team-a/strict (Warn)",
            "Deployment serving: admitted in namespace team-b\n  no policy judges this pod");
  }

  @Test
  void programsReadOneObject() throws IOException {
    JsonNode result = new ObjectMapper().readTree(test("-o", "json").out());

    assertThat(result.at("/pods/0/decision").asText()).isEqualTo("admitted");
    assertThat(result.at("/pods/0/explanation/policies/0/policy").asText()).isEqualTo("production");
    assertThat(result.at("/assumptions")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec: {mod: Enforce}              | spec.mod: no such field; there are authorities, deny,
          spec: {mode: Enforced}            | spec.mode: 'Enforced' is none of Audit, Enforce, Warn
          spec: {models: {paths: 3}}        | spec.models.paths: no such field
          metadata: {name: x}               | has no spec
          """)
  void policyWithAFieldThatNobodyKnowsIsBadInput(String policy, String message) throws IOException {
    write(
        "policy.yaml",
        "kind: ClusterModelTrustPolicy\n"
            + (policy.startsWith("spec") ? "metadata: {name: x}\n" : "")
            + policy);

    PluginRun run = test();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains(message, "nothing was decided")
        .doesNotContain("dev.modelsigning.api", "com.fasterxml");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void standardInputIsReadWhereADashStandsForIt() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(DEPLOYMENT.getBytes(StandardCharsets.UTF_8)));
    try {
      PluginRun run =
          PluginRun.of(
              folder, Map.of(), "policy", "test", "policy.yaml", "-f", "-", "-f", "models.yaml");

      assertThat(run.out()).contains("Deployment serving: admitted");
    } finally {
      System.setIn(before);
    }
  }
}
