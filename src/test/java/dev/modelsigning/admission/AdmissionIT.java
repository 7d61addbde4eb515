// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pods may be created, as a real API server and the webhook's process decide. */
final class AdmissionIT extends AdmissionScenario {
  private static final String JOB = "0b7a3e52-0000-4000-8000-000000000001";
  private static final String OTHER_JOB = "0b7a3e52-0000-4000-8000-000000000002";

  @Test
  void verifiedModelIsServed() {
    givenAVerifiedClaim("model");

    assertAdmitted(() -> create(server("s", "model")));
  }

  @Test
  void unsignedClaimIsRefusedWithTheWayOut() {
    given.anUnsignedClaim("unsigned");

    assertRefused(
        () -> create(server("s", "unsigned")),
        "admission webhook \"pods.modelsigning.dev\" denied the request",
        "container server, claim unsigned: no ModelSignature names it",
        "policy " + namespace + " requires a signature by release-key",
        "if it holds a model, create one: echo '{",
        "\"claimName\":\"unsigned\"}}}}' | kubectl apply -f -");
  }

  @Test
  void unsignedContentAtIgnoredPathsIsRefused() {
    given.aVerifiedClaimWithUnsignedContent("hidden", ".git");
    Await.until(
        "the webhook to know what was found",
        PATIENCE,
        () -> refusal("hidden").contains("unsigned content"));

    assertRefused(
        () -> create(server("s", "hidden")),
        "ModelSignature hidden has unsigned content at ignored paths: '.git' (Folder, 12 files)");
  }

  @Test
  void tamperedModelIsRefusedWithWhatWasFound() {
    given.aTamperedClaim("tampered");
    Await.until(
        "the webhook to know the verdict",
        PATIENCE,
        () -> refusal("tampered").contains("Rejected"));

    assertRefused(
        () -> create(server("s", "tampered")),
        "ModelSignature tampered is Rejected (ContentMismatch): changed: model.safetensors",
        "kubectl describe modelsignature -n " + namespace + " tampered");
  }

  @Test
  void verdictOfARemovedAuthorityDoesNotCountAndCountsAgainOnceItIsRestored() {
    givenAVerifiedClaim("model");

    editPolicy(policy -> policy.getSpec().authorities.getFirst().name = "other-key");

    Await.until(
        "the removed authority not to count",
        PATIENCE,
        () -> refusal("model").contains("can be used, or the operator has not read them yet"));

    editPolicy(policy -> policy.getSpec().authorities.getFirst().name = "release-key");

    Await.until("the authority to count again", PATIENCE, () -> refusal("model").isEmpty());
  }

  @Test
  void otherEditsOfAPolicyLeaveVerifiedModelsServed() {
    givenAVerifiedClaim("model");

    editPolicy(
        policy -> {
          policy.getSpec().models = new ModelRules();
          policy.getSpec().models.scratchClaims = List.of("scratch");
        });

    given.anUnsignedClaim("scratch");
    Pod cache = server("trial", "scratch");
    cache.getSpec().getContainers().getFirst().getVolumeMounts().getFirst().setMountPath("/cache");
    Await.until("the edit to be known", PATIENCE, () -> refusal(cache).isEmpty());
    assertAdmitted(() -> create(server("s", "model")));
  }

  @Test
  void policyInWarnModeAdmits() {
    given.anUnsignedClaim("unsigned");
    assertThat(refusal("unsigned")).isNotEmpty();

    editPolicy(policy -> policy.getSpec().mode = PolicyMode.Warn);

    Await.until("the policy to warn only", PATIENCE, () -> refusal("unsigned").isEmpty());
  }

  @Test
  void namespaceWithoutPolicyIsNotRestricted() {
    Pod pod = server("s", "anything");
    pod.getMetadata().setNamespace(newServedNamespace());

    assertAdmitted(() -> create(pod));
  }

  @Test
  void verdictWrittenAfterTheClaimWasBoundComesToCount() {
    // Nothing waits between the claim's binding and the pod: the caches may or may not know it.
    given.aVerifiedClaim("fresh");

    Await.until("the verdict to arrive", PATIENCE, () -> refusal("fresh").isEmpty());
  }

  @Test
  void podOfTheMeasuringJobReadsBeforeThereIsAVerdict() {
    givenAMeasurementThatTheWebhookKnows();

    assertAdmitted(() -> jobController().resource(measuring(JOB)).create());
  }

  @Test
  void podOfAnotherJobThanTheMeasuringOneIsRefused() {
    givenAMeasurementThatTheWebhookKnows();

    assertRefused(
        () -> jobController().resource(measuring(OTHER_JOB)).create(),
        "claim new: ModelSignature new is Unknown (Measuring)");
  }

  @Test
  void podOfTheMeasuringJobThatTheJobControllerDidNotCreateIsRefused() {
    givenAMeasurementThatTheWebhookKnows();

    assertRefused(() -> create(measuring(JOB)), "claim new");
  }

  private void givenAMeasurementThatTheWebhookKnows() {
    given.aClaimBeingMeasured("new", JOB);
    Await.until(
        "the webhook to know the measurement",
        PATIENCE,
        () -> refusal("new").contains("Unknown (Measuring)"));
  }

  private static KubernetesClient jobController() {
    return API.asServiceAccount("kube-system", "job-controller");
  }

  private Pod measuring(String jobUid) {
    return new PodBuilder(server(ApiGroup.MEASURING_PREFIX + "a", "new"))
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
  void denialsAreCountedAndDryRunsAreNot() {
    given.anUnsignedClaim("unsigned");
    double before = denials();
    assertRefused(() -> create(server("s", "unsigned")), "unsigned");

    assertThat(refusal("unsigned")).isNotEmpty();

    assertThat(denials()).isEqualTo(before + 1);
  }

  private static double denials() {
    return WEBHOOK
        .process()
        .metrics()
        .lines()
        .filter(
            line -> line.startsWith("model_signature_admission_decision_duration_seconds_count"))
        .filter(line -> line.contains("decision=\"deny\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
