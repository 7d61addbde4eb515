// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * On a separate API server, because the guard would keep other tests from creating reserved pods.
 */
final class GuardCheckIT {
  private static final String NAMESPACE = DeployedFiles.NAMESPACE;
  private static final String POLICY = "model-signature-reserved-pods";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private DeployedFiles deployed;
  private GuardCheck check;

  @BeforeEach
  void startWatching() {
    deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    check = new GuardCheck(API.admin(), Clock.systemUTC(), NAMESPACE);
    check.start();
  }

  @AfterEach
  void stopWatching() throws Exception {
    check.close();
    deployed.delete("guard.yaml");
  }

  @Test
  void countsAsMissingUntilInstalledAndNamesWhatIsMissing() throws Exception {
    awaitMissing("ValidatingAdmissionPolicy " + POLICY + " is missing");
    assertThat(check.missing()).contains("deploy/guard.yaml");
    install();
    awaitInstalled();
    assertThat(check.missing()).isEmpty();
  }

  @Test
  void deletedBindingIsNoticed() throws Exception {
    install();
    awaitInstalled();
    API.admin().resources(ValidatingAdmissionPolicyBinding.class).withName(POLICY).delete();
    awaitMissing("ValidatingAdmissionPolicyBinding " + POLICY + " is missing");
    install();
    awaitInstalled();
  }

  @Test
  void bindingThatOnlyAuditsDoesNotCountAsGuard() throws Exception {
    install();
    awaitInstalled();
    API.admin()
        .resources(ValidatingAdmissionPolicyBinding.class)
        .withName(POLICY)
        .edit(
            binding -> {
              binding.getSpec().setValidationActions(List.of("Audit"));
              return binding;
            });
    awaitMissing("ValidatingAdmissionPolicyBinding " + POLICY + " differs at .validationActions");
  }

  @Test
  void policyThatIgnoresErrorsDoesNotCountAsGuard() throws Exception {
    install();
    awaitInstalled();
    API.admin()
        .resources(ValidatingAdmissionPolicy.class)
        .withName(POLICY)
        .edit(
            policy -> {
              policy.getSpec().setFailurePolicy("Ignore");
              return policy;
            });
    awaitMissing("ValidatingAdmissionPolicy " + POLICY + " differs at .failurePolicy");
  }

  @Test
  void guardForAnotherOperatorsNamespaceDoesNotCountAsGuard() throws Exception {
    for (HasMetadata object : guard("elsewhere")) {
      API.admin().resource(object).serverSideApply();
    }
    awaitMissing("model-signature-status differs at .validations");
  }

  @Test
  void selfTestIsRefusedByTheGuardAndPassesWithoutIt() throws Exception {
    var selfTest = new GuardSelfTest(API.admin(), NAMESPACE);
    // Policies stay in force for about a second after the previous test deleted them.
    Await.until("no guard", PATIENCE, () -> selfTest.run() instanceof SelfTestResult.Broken);
    install();
    awaitInstalled();
    assertThat(selfTest.run()).isInstanceOf(SelfTestResult.Holds.class);
  }

  @Test
  void operatorThatMayNotCreatePodsReliesOnTheComparison() throws Exception {
    KubernetesClient nobody = API.as("nobody", "system:authenticated");
    assertThat(new GuardSelfTest(nobody, NAMESPACE).run())
        .isInstanceOf(SelfTestResult.Untestable.class);
  }

  private void awaitInstalled() {
    Await.until("the guard to be installed: " + check.missing(), PATIENCE, check::installed);
  }

  private void awaitMissing(String part) {
    Await.until(
        "'" + part + "' to be missed",
        PATIENCE,
        () -> !check.installed() && check.missing().contains(part));
  }

  /** What is really installed: the file in deploy/, not the one the check reads. */
  private void install() {
    deployed.apply("guard.yaml");
  }

  private static List<HasMetadata> guard(String namespace) throws Exception {
    String yaml = Files.readString(Path.of("deploy/guard.yaml")).replace(NAMESPACE, namespace);
    try (var stream = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))) {
      return API.admin().load(stream).items();
    }
  }
}
