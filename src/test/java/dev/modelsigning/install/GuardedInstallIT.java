// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guard over Jobs and verdicts; the operator with the rights that deploy/ gives it. */
final class GuardedInstallIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String VERIFIED = "{\"status\":{\"verdict\":\"Verified\"}}";

  private static String namespace = "";
  private static KubernetesClient operator;

  @BeforeAll
  static void install() throws IOException {
    namespace = API.newNamespace("guard", Map.of());
    GuardedCluster.install(API);
    operator = API.asServiceAccount(GuardFiles.NAMESPACE, "model-signature-operator");
  }

  @Test
  void onlyTheOperatorCreatesJobsWithReservedNames() {
    assertRefused(
        () -> API.admin().resource(job("oms-verify-j")).create(),
        "job names beginning with oms-verify- or oms-sign- are reserved",
        "choose another name");
    assertRefused(
        () ->
            API.asServiceAccount("kube-system", "cronjob-controller")
                .resource(job("oms-sign-j"))
                .create(),
        "job names beginning with oms-verify- or oms-sign- are reserved");
    assertAdmitted(() -> operator.resource(job("oms-verify-j")).create());
    assertAdmitted(() -> API.admin().resource(job("train")).create());
  }

  @Test
  void onlyOperatorAndJobControllerChangeAMeasuringJob() {
    operator.resource(job("oms-verify-k")).create();
    String resume = "{\"spec\":{\"suspend\":false}}";
    assertRefused(() -> patchJob(API.admin(), resume), "job names beginning with oms-verify-");
    assertAdmitted(() -> patchJob(operator, resume));
  }

  @Test
  void onlyTheOperatorWritesAVerdict() {
    ModelSignature signature = CustomResources.modelSignature(namespace, "s");
    API.admin().resource(signature).create();
    assertRefused(
        () -> patchStatus(API.admin()),
        "only the Model Signature Operator writes the status of modelsignatures.modelsigning.dev",
        "change the spec instead");
    assertThat(API.admin().resource(signature).get().getStatus()).isNull();
    patchStatus(operator);
    assertThat(API.admin().resource(signature).get().getStatus().verdict).hasToString("Verified");
  }

  @Test
  void onlyTheOperatorSaysWhetherATrustedRootCanBeUsed() {
    API.admin().resource(CustomResources.trustRoot("guarded", "{}")).create();

    assertRefused(
        () -> patchRoot(API.admin()),
        "only the Model Signature Operator writes the status of modeltrustroots.modelsigning.dev");
    assertAdmitted(() -> patchRoot(operator));
  }

  private static void patchRoot(KubernetesClient actor) {
    actor
        .resources(ModelTrustRoot.class)
        .withName("guarded")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"keyCount\":1}}");
  }

  private static void patchJob(KubernetesClient actor, String change) {
    actor
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName("oms-verify-k")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), change);
  }

  private static void patchStatus(KubernetesClient actor) {
    actor
        .resources(ModelSignature.class)
        .inNamespace(namespace)
        .withName("s")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), VERIFIED);
  }

  private static Job job(String name) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withSuspend(true)
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("c")
        .withImage("localhost/x:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
