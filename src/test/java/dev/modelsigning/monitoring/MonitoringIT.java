// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.Claims;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.OpenReportsApi;
import dev.modelsigning.testing.OperatorProcess;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.WebhookProcess;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus that scrapes the packaged operator and webhook: alerts fire by what they are
 * about and end, and every query of the dashboard is answered.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MonitoringIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String SYSTEM = DeployedFiles.NAMESPACE;
  private static final Path PAGE = Path.of("docs/monitoring.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;

  /** What a start that ends halfway has left running. */
  private static final List<AutoCloseable> started = new ArrayList<>();

  private static OperatorProcess operator;
  private static WebhookProcess webhook;
  private static RealPrometheus prometheus;
  private static String team;

  @BeforeAll
  static void start() throws IOException {
    DeployedFiles deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("service-accounts.yaml");
    deployed.apply("rbac.yaml");
    OpenReportsApi.install(API.admin());
    operator = OperatorProcess.start(API, folder, "operator", SYSTEM, "-Doms.reports.enabled=true");
    started.add(operator);
    webhook = WebhookProcess.start(Files.createDirectory(folder.resolve("webhook")), API, token());
    started.add(webhook);
    operator.awaitReady();
    webhook.awaitReady();
    team = API.newNamespace("watched", Map.of());
    prometheus =
        RealPrometheus.start(
            Files.createDirectory(folder.resolve("prometheus")),
            MonitoringRulesTest.RULES,
            Map.of("operator", operator.port(), "webhook", webhook.managementPort()));
    started.add(prometheus);
  }

  @AfterAll
  static void stop() throws Exception {
    while (!started.isEmpty()) {
      started.removeLast().close();
    }
  }

  private static String token() {
    return API.admin()
        .serviceAccounts()
        .inNamespace(SYSTEM)
        .withName("model-signature-webhook")
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3_600L).endSpec().build())
        .getStatus()
        .getToken();
  }

  private static ClusterModelTrustPolicy policy() {
    ClusterModelTrustPolicy policy = CustomResources.policy(team, "unused");
    policy.getSpec().mode = PolicyMode.Audit;
    var key = policy.getSpec().authorities.getFirst().key;
    key.publicKey = null;
    key.secretKeyRef = new SecretKeyReference();
    key.secretKeyRef.name = "release-key";
    key.secretKeyRef.key = "public.pem";
    return policy;
  }

  @Test
  @Order(1)
  void policyWithoutItsKeyFiresUntilTheSecretIsThere() {
    API.admin().resource(policy()).create();
    prometheus.awaitFiring("PolicyNotReady");
    assertThat(prometheus.firing().get("PolicyNotReady")).contains(team, "(Audit)");

    API.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(SYSTEM)
                .withName("release-key")
                .endMetadata()
                .addToStringData("public.pem", TestPki.publicPem(TestPki.ecKey()))
                .build())
        .create();

    prometheus.awaitEnd("PolicyNotReady");
  }

  @Test
  @Order(2)
  void policyWithoutItsEntryFiresUntilTheConfigurationIsInstalled() {
    prometheus.awaitFiring("PolicyNotInForce");

    new DeployedFiles(API.admin()).apply("webhook-configuration.yaml");

    prometheus.awaitEnd("PolicyNotInForce");
  }

  @Test
  @Order(3)
  void undeclaredClaimFiresUntilAModelSignatureNamesIt() {
    new Claims(API.admin(), team).bound("forgotten");
    prometheus.awaitFiring("ClaimsUndeclared");

    API.admin().resource(CustomResources.modelSignature(team, "forgotten")).create();

    prometheus.awaitEnd("ClaimsUndeclared");
  }

  @Test
  @Order(4)
  void trustedRootThatCannotBeReadFiresUntilItIsGone() {
    ModelTrustRoot root = CustomResources.trustRoot("broken", "{}");
    API.admin().resource(root).create();
    prometheus.awaitFiring("TrustRootNotReady");

    API.admin().resource(root).delete();

    prometheus.awaitEnd("TrustRootNotReady");
  }

  @Test
  @Order(5)
  void reviewShowsUnderThePolicyThatJudgedIt() {
    webhook.post(
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request":
         {"uid": "u", "operation": "CREATE", "namespace": "%s",
          "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec":
           {"containers": [{"name": "c", "image": "i",
             "volumeMounts": [{"name": "m", "mountPath": "/models", "readOnly": true}]}],
            "volumes": [{"name": "m",
             "persistentVolumeClaim": {"claimName": "forgotten", "readOnly": true}}]}}}}\
        """
            .formatted(team));

    String series =
        "model_signature_policy_decision_duration_seconds_count{policy=\"%s\",mode=\"Audit\",operation=\"create\",outcome=\"refused\"} == 1"
            .formatted(team);
    Await.until("the review to be counted", PATIENCE, () -> !prometheus.query(series).isEmpty());
  }

  /** What this scene has none of: exemptions, verdicts, a root, drifts before the scrape. */
  private static final Pattern EMPTY_HERE =
      Pattern.compile(
          "exemptions_used|oldest_measurement|verdict_expiry|trust_expiry|root_|policy_impact");

  @Test
  @Order(6)
  void everyQueryOfDashboardAndPageIsAnswered() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel :
        new ObjectMapper()
            .readTree(Files.readString(MonitoringRulesTest.DASHBOARD))
            .get("panels")) {
      panel.get("targets").forEach(target -> queries.add(target.get("expr").asText()));
    }
    Pattern.compile("(?m)^\\| [^|`]*\\| `([^`]*)`")
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> queries.add(row.group(1)));
    assertThat(queries).hasSizeGreaterThan(30);
    List<String> filled =
        queries.stream().filter(query -> !EMPTY_HERE.matcher(query).find()).toList();
    queries.forEach(prometheus::query);
    // A rate needs two scrapes.
    Await.until(
        "all of these to have a result: " + filled,
        PATIENCE,
        () -> filled.stream().noneMatch(query -> prometheus.query(query).isEmpty()));
  }

  @Test
  @Order(7)
  void everySeriesHasAHelp() {
    for (String page : List.of(operator.metrics(), webhook.metrics())) {
      var helped = new TreeSet<String>();
      page.lines()
          .filter(line -> line.startsWith("# HELP model_signature"))
          .filter(line -> line.split(" ", 4).length == 4 && !line.split(" ", 4)[3].isBlank())
          .forEach(line -> helped.add(line.split(" ", 4)[2]));
      assertThat(page.lines().filter(line -> line.startsWith("model_signature")))
          .allSatisfy(
              line -> assertThat(helped).anySatisfy(name -> assertThat(line).startsWith(name)));
    }
  }

  @Test
  @Order(8)
  void missingGuardFiresUntilItIsInstalled() {
    prometheus.awaitFiring("GuardAbsent");

    new DeployedFiles(API.admin()).apply("guard.yaml");

    prometheus.awaitEnd("GuardAbsent");
  }

  @Test
  @Order(9)
  void verdictsAreReported() {
    Await.until(
        "the report of the namespace",
        PATIENCE,
        () ->
            !API.admin()
                .genericKubernetesResources("openreports.io/v1alpha1", "Report")
                .inNamespace(team)
                .list()
                .getItems()
                .isEmpty());
  }

  @Test
  @Order(10)
  void processesThatAreAwayFire() {
    assertThat(prometheus.firing()).doesNotContainKeys("OperatorAbsent", "WebhookAbsent");
    webhook.close();
    operator.close();

    prometheus.awaitFiring("WebhookAbsent");
    prometheus.awaitFiring("OperatorAbsent");
  }
}
