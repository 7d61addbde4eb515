// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import static dev.modelsigning.controller.reporting.Judged.model;
import static dev.modelsigning.controller.reporting.Judged.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.OpenReportsApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reports in a real API server, with the rights of the install. */
class ReportPassIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
  private static final OwnerReference OWNER =
      ReportReconciler.owner(
          new ValidatingWebhookConfigurationBuilder()
              .withNewMetadata()
              .withName("model-signature-webhook")
              .withUid("7d2c1c6f-0000-4000-8000-000000000000")
              .endMetadata()
              .build());

  private String team = "";
  private ReportPass pass;

  @BeforeEach
  void install() {
    var deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("rbac.yaml");
    team = API.newNamespace("team", Map.of());
    pass =
        new ReportPass(API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator"));
  }

  private Resource<GenericKubernetesResource> report() {
    return API.admin()
        .genericKubernetesResources(NamespaceReport.KIND)
        .inNamespace(team)
        .withName(NamespaceReport.NAME);
  }

  private JsonNode content() {
    return Serialization.unmarshal(Serialization.asJson(report().get()), JsonNode.class);
  }

  private ModelSignature judged(VerdictState state, Reason reason) {
    return model(team, "minilm", verdict(PolicyMode.Enforce, state, reason));
  }

  private boolean run(Instant now, ModelSignature... models) {
    return pass.run(Stream.of(models), CurrentModes.of(Stream.of()), OWNER, now);
  }

  @Test
  void reportFollowsTheVerdictsAndGoesWithThem() throws IOException {
    OpenReportsApi.install(API.admin());
    assertThat(run(NOW, judged(VerdictState.Verified, Reason.SignatureVerified))).isTrue();
    assertThat(content().at("/summary/pass").asInt()).isOne();
    assertThat(content().at("/results/0/resources/0/name").asText()).isEqualTo("minilm");
    assertThat(report().get().getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("model-signature-webhook"));

    String version = report().get().getMetadata().getResourceVersion();
    run(NOW.plusSeconds(30), judged(VerdictState.Verified, Reason.SignatureVerified));
    assertThat(report().get().getMetadata().getResourceVersion()).isEqualTo(version);

    run(NOW.plusSeconds(60), judged(VerdictState.Rejected, Reason.ContentMismatch));
    assertThat(content().at("/summary/pass").asInt()).isZero();
    assertThat(content().at("/results/0/result").asText()).isEqualTo("fail");

    run(NOW.plusSeconds(90));
    assertThat(report().get()).isNotNull();
    run(NOW.plusSeconds(120));
    assertThat(report().get()).isNull();
  }

  @Test
  void reportsOfAnEarlierProcessAreFoundAndThoseOfOthersStay() throws IOException {
    OpenReportsApi.install(API.admin());
    run(NOW, judged(VerdictState.Verified, Reason.SignatureVerified));
    GenericKubernetesResource other = report().get();
    other.getMetadata().setName("of-another-engine");
    other.getMetadata().setLabels(Map.of());
    other.getMetadata().setResourceVersion(null);
    other.getMetadata().setManagedFields(null);
    API.admin()
        .genericKubernetesResources(NamespaceReport.KIND)
        .inNamespace(team)
        .resource(other)
        .create();

    install(team);
    run(NOW);
    run(NOW.plusSeconds(30));
    assertThat(report().get()).isNull();
    assertThat(
            API.admin()
                .genericKubernetesResources(NamespaceReport.KIND)
                .inNamespace(team)
                .withName("of-another-engine")
                .get())
        .isNotNull();
  }

  /** Another process, with the same namespace. */
  private void install(String namespace) {
    team = namespace;
    pass =
        new ReportPass(API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator"));
  }

  @Test
  void whatSomebodyChangedInAReportIsPutRightAfterHalfAnHour() throws IOException {
    OpenReportsApi.install(API.admin());
    run(NOW, judged(VerdictState.Rejected, Reason.ContentMismatch));
    report()
        .edit(
            changed -> {
              changed.setAdditionalProperty("summary", Map.of("pass", 1, "fail", 0));
              return changed;
            });
    run(NOW.plus(ReportPass.ANEW), judged(VerdictState.Rejected, Reason.ContentMismatch));
    assertThat(content().at("/summary/fail").asInt()).isOne();
    assertThat(content().at("/summary/pass").asInt()).isZero();
  }

  @Test
  void largestReportIsAccepted() throws IOException {
    OpenReportsApi.install(API.admin());
    ModelSignature[] models =
        IntStream.range(0, 500)
            .mapToObj(
                i -> {
                  var verdict =
                      verdict(PolicyMode.Enforce, VerdictState.Rejected, Reason.ContentMismatch);
                  verdict.message = "\u00e9".repeat(4_000);
                  return model(team, "m".repeat(240) + i, verdict);
                })
            .toArray(ModelSignature[]::new);
    run(NOW, models);
    assertThat(content().path("results")).hasSize(NamespaceReport.MOST + 1);
    assertThat(Serialization.asJson(report().get())).hasSizeLessThan(700_000);
  }
}
