// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.gate.ServedModels;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.WebhookProcess;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The webhook as a process, called by a real API server under the rules of deploy/. */
final class AdmissionIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SERVED_BY = "test/served-by";

  @TempDir static Path folder;
  private static WebhookProcess webhook;

  private String namespace;
  private ServedModels models;
  private ClusterModelTrustPolicy policy;

  @BeforeAll
  static void install() throws IOException {
    InstalledWebhook.installRights(API);
    webhook = WebhookProcess.start(folder, API, InstalledWebhook.token(API));
    webhook.awaitReady();
    InstalledWebhook.register(API, webhook, "ready", SERVED_BY, "ready");
  }

  @AfterAll
  static void stop() {
    webhook.close();
  }

  @BeforeEach
  void coveredNamespace() {
    namespace = API.newNamespace("team", Map.of(SERVED_BY, "ready"));
    models = new ServedModels(API.admin(), namespace);
    policy = FakeCluster.policy(namespace, null);
    policy.getMetadata().setGeneration(null);
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder()
            .addToMatchLabels("kubernetes.io/metadata.name", namespace)
            .build();
    policy.getSpec().authorities.getFirst().key = new TrustedKey();
    policy.getSpec().authorities.getFirst().key.publicKey = TestPki.publicPem(TestPki.ecKey());
    policy = API.admin().resource(policy).create();
  }

  private void createVerified(String claim) {
    models.verdict(claim, models.boundClaim(claim), policy, VerdictState.Verified);
    Await.until(
        "a pod of " + claim + " to be admitted", PATIENCE, () -> admitted(server("trial", claim)));
  }

  private Pod server(String name, String claim) {
    return new PodBuilder(Pods.server())
        .editMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .editSpec()
        .editVolume(0)
        .editPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .endVolume()
        .endSpec()
        .build();
  }

  private static boolean admitted(Pod pod) {
    try {
      API.admin().resource(pod).dryRun().create();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static void assertRefused(ThrowingCallable request, String... message) {
    assertThatThrownBy(request)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void verifiedModelIsServed() {
    createVerified("model");
    assertThatCode(() -> API.admin().resource(server("s", "model")).create())
        .doesNotThrowAnyException();
  }

  @Test
  void claimWithoutAModelSignatureIsRefusedWithAHint() {
    models.boundClaim("unsigned");
    assertRefused(
        () -> API.admin().resource(server("s", "unsigned")).create(),
        "admission webhook \"pods.modelsigning.dev\" denied the request",
        "container server, claim unsigned: no ModelSignature names it",
        "policy " + namespace + " requires a signature by release-key",
        "kubectl get modelsignatures -n " + namespace);
  }

  @Test
  void tamperedModelIsRefusedWithWhatWasFound() {
    models.verdict("tampered", models.boundClaim("tampered"), policy, VerdictState.Rejected);
    Await.until(
        "the verdict to be known to the webhook",
        PATIENCE,
        () -> refusal(server("s", "tampered")).contains("Rejected"));
    assertRefused(
        () -> API.admin().resource(server("s", "tampered")).create(),
        "ModelSignature tampered is Rejected (ContentMismatch): changed: model.safetensors",
        "kubectl describe modelsignature -n " + namespace + " tampered");
  }

  private static String refusal(Pod pod) {
    try {
      API.admin().resource(pod).dryRun().create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void editedPolicyMakesItsVerdictsStale() {
    createVerified("model");
    editPolicy(
        edited -> {
          edited.getSpec().authorities.getFirst().name = "other-key";
        });
    Await.until(
        "the verdict under the previous policy to stop counting",
        PATIENCE,
        () ->
            refusal(server("s", "model"))
                .contains("not been evaluated yet under the current generation of the policy"));
  }

  @Test
  void policyInWarnModeAdmits() {
    models.boundClaim("unsigned");
    editPolicy(edited -> edited.getSpec().mode = PolicyMode.Warn);
    Await.until("the policy to warn only", PATIENCE, () -> admitted(server("s", "unsigned")));
  }

  private void editPolicy(Consumer<ClusterModelTrustPolicy> change) {
    API.admin()
        .resources(ClusterModelTrustPolicy.class)
        .withName(namespace)
        .edit(
            stored -> {
              change.accept(stored);
              return stored;
            });
  }

  @Test
  void namespaceWithoutPolicyIsNotJudged() {
    String free = API.newNamespace("free", Map.of(SERVED_BY, "ready"));
    Pod pod = server("s", "anything");
    pod.getMetadata().setNamespace(free);
    assertThatCode(() -> API.admin().resource(pod).create()).doesNotThrowAnyException();
  }

  @Test
  void labelsOfARunningPodMayChangeAndItsImageOnlyWhileItsModelIsTrusted() {
    createVerified("model");
    API.admin().resource(server("s", "model")).create();
    delete("model");
    assertThatCode(() -> label("s")).doesNotThrowAnyException();
    assertRefused(
        () ->
            pod("s")
                .edit(
                    p ->
                        new PodBuilder(p)
                            .editSpec()
                            .editContainer(0)
                            .withImage("other")
                            .endContainer()
                            .endSpec()
                            .build()),
        "no ModelSignature names it");
  }

  @Test
  void ephemeralContainerIsRefusedAWritableMountOfTheModel() {
    createVerified("model");
    API.admin().resource(server("s", "model")).create();
    assertRefused(() -> debug("s", true), "claim model", "writable in container debug");
    delete("model");
    assertThatCode(() -> debug("s", false)).doesNotThrowAnyException();
  }

  private void debug(String name, boolean mounting) {
    pod(name)
        .ephemeralContainers()
        .edit(
            p -> {
              var spec =
                  new PodBuilder(p)
                      .editSpec()
                      .addNewEphemeralContainer()
                      .withName("debug")
                      .withImage("busybox")
                      .withTerminationMessagePolicy("File");
              return (mounting
                      ? spec.addNewVolumeMount().withName("m").withMountPath("/x").endVolumeMount()
                      : spec)
                  .endEphemeralContainer()
                  .endSpec()
                  .build();
            });
  }

  private PodResource pod(String name) {
    return API.admin().pods().inNamespace(namespace).withName(name);
  }

  private void label(String name) {
    pod(name)
        .edit(p -> new PodBuilder(p).editMetadata().addToLabels("a", "b").endMetadata().build());
  }

  private void delete(String signature) {
    API.admin().resources(ModelSignature.class).inNamespace(namespace).withName(signature).delete();
    Await.until(
        "the webhook to see the deletion of " + signature,
        PATIENCE,
        () -> !admitted(server("x", signature)));
  }

  @Test
  void measuringPodMayReadBeforeThereIsAVerdict() {
    models.boundClaim("new");
    models.measuring("new", "0b7a3e52-0000-4000-8000-000000000001");
    KubernetesClient jobs = API.asServiceAccount("kube-system", "job-controller");
    assertThatCode(
            () -> jobs.resource(measuring("a", "0b7a3e52-0000-4000-8000-000000000001")).create())
        .doesNotThrowAnyException();
    assertRefused(
        () -> jobs.resource(measuring("b", "0b7a3e52-0000-4000-8000-000000000002")).create(),
        "claim new: ModelSignature new is Unknown (Measuring)");
    assertRefused(
        () -> API.admin().resource(measuring("c", "0b7a3e52-0000-4000-8000-000000000001")).create(),
        "claim new");
  }

  private Pod measuring(String name, String jobUid) {
    return new PodBuilder(server(ApiGroup.MEASURING_PREFIX + name, "new"))
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName("j")
        .withUid(jobUid)
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .editSpec()
        .editVolume(0)
        .editPersistentVolumeClaim()
        .withReadOnly(true)
        .endPersistentVolumeClaim()
        .endVolume()
        .endSpec()
        .build();
  }

  @Test
  void claimCreatedAMomentAgoIsQueriedLive() {
    // Nothing waits between the binding of the claim and the pod, so the caches may not have it
    // yet.
    models.verdict("fresh", models.boundClaim("fresh"), policy, VerdictState.Verified);
    Await.until("the verdict to arrive", PATIENCE, () -> admitted(server("s", "fresh")));
  }

  @Test
  void decisionsAreCountedAndDryRunsAreNot() {
    models.boundClaim("unsigned");
    assertRefused(() -> API.admin().resource(server("s", "unsigned")).create(), "unsigned");
    double denials = denials();
    assertThat(denials).isPositive();
    assertThat(admitted(server("s", "unsigned"))).isFalse();
    assertThat(denials()).isEqualTo(denials);
  }

  private static double denials() {
    return webhook
        .metrics()
        .lines()
        .filter(
            line -> line.startsWith("model_signature_admission_decision_duration_seconds_count"))
        .filter(line -> line.contains("decision=\"deny\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
