// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.plugin.PluginRun;
import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the plugin explains about pods, by the webhook that the API server calls. */
final class ExplainIT extends PluginScenario {
  @Test
  void goodPodIsExplainedSourceBySource() {
    given.aVerifiedClaim("model");
    awaitAdmitted(server("model"));

    PluginRun run = explained(server("model"));

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(
            "Pod server: admitted in namespace " + namespace,
            "volume m (claim model), container server",
            "ModelSignature model: Verified (SignatureVerified)",
            "accepted by policy " + namespace + " (Enforce)");
  }

  @Test
  void refusalTellsWhatWasFoundWhatIsWantedAndWhatToDoNext() {
    given.anUnsignedClaim("unsigned");

    PluginRun run = explained(server("unsigned"));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "Pod server: refused in namespace " + namespace,
            "refused by policy " + namespace + " (Enforce): no ModelSignature names it",
            "wanted: a signature by release-key",
            "next: if it holds a model, create one: echo ",
            "kubectl apply -f -");
  }

  @Test
  void measurementThatRunsIsTold() {
    given.aClaimBeingMeasured("new", "0b7a3e52-0000-4000-8000-000000000003");
    Await.until(
        "the webhook to know the ModelSignature",
        PATIENCE,
        () -> explained(server("new")).out().contains("ModelSignature new: Unknown (Measuring)"));
  }

  @Test
  void changedModelIsTold() {
    given.aTamperedClaim("tampered");
    Await.until(
        "the webhook to know the verdict",
        PATIENCE,
        () ->
            explained(server("tampered"))
                .out()
                .contains("Rejected (ContentMismatch): changed: model.safetensors"));
  }

  @Test
  void whatIsNoVolumeIsToldOfThePodItself() {
    Pod pod =
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              args: ["--model", "facebook/opt-125m"]
              securityContext: {privileged: true}
              volumeMounts: [{name: h, mountPath: /data}]
            volumes: [{name: h, hostPath: {path: /data}}]
            """);
    pod.getMetadata().setNamespace(namespace);

    PluginRun run = explained(pod);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "volume h (hostPath), container server",
            "a model source that cannot be verified (hostPath volume)",
            "the pod itself",
            "container server: argument '--model' names 'facebook/opt-125m'",
            "container server has privileged: true");
  }

  @Test
  void auditingPolicyIsToldAndAdmits() {
    edit(policy -> policy.getSpec().mode = PolicyMode.Audit);
    awaitAdmitted(server("unsigned"));

    assertThat(explained(server("unsigned")).out())
        .contains(
            "Pod server: admitted",
            "would be refused by policy " + namespace + " (Audit): no ModelSignature names it");
  }

  @Test
  void storedPodAndStoredWorkloadAreExplained() {
    given.aVerifiedClaim("model");
    awaitAdmitted(server("model"));
    API.admin().resource(server("model")).create();
    API.admin().resource(deployment("model")).create();

    assertThat(oms("explain", "pod/server", "-n", namespace))
        .returns(0, PluginRun::exit)
        .extracting(PluginRun::out)
        .asString()
        .contains("Pod server: admitted");
    assertThat(oms("explain", "deploy/serving", "--namespace", namespace))
        .returns(0, PluginRun::exit)
        .extracting(PluginRun::out)
        .asString()
        .contains("Deployment serving: admitted");
    assertThat(oms("explain", "deploy/missing", "-n", namespace))
        .returns(2, PluginRun::exit)
        .extracting(PluginRun::err)
        .asString()
        .contains("\"missing\" not found", "hint: ");
  }

  private HasMetadata deployment(String claim) {
    return API.admin()
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: serving, namespace: %s}
            spec:
              selector: {matchLabels: {app: serving}}
              template:
                metadata: {labels: {app: serving}}
                spec:
                  containers:
                  - name: server
                    image: vllm
                    volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
                  volumes: [{name: m, persistentVolumeClaim: {claimName: %s}}]
            """
                .formatted(namespace, claim));
  }

  @Test
  void refusalThatAControllerMetIsShown() {
    API.admin().resource(deployment("unsigned")).create();
    API.admin()
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName("refused")
                .withNamespace(namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withKind("ReplicaSet")
                .withName("serving-5d8f7c9b6d")
                .withNamespace(namespace)
                .endInvolvedObject()
                .withReason("FailedCreate")
                .withMessage("Error creating: admission webhook denied the request")
                .withLastTimestamp("2026-11-29T10:00:00Z")
                .build())
        .create();

    PluginRun run = oms("explain", "deploy/serving", "-n", namespace);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "events that tell of refused pods:",
            "ReplicaSet/serving-5d8f7c9b6d FailedCreate: Error creating: admission webhook denied");
  }

  @Test
  void namespaceWithoutAPolicyIsTold() {
    String other = API.newNamespace("free", Map.of("kubernetes.io/metadat.name", namespace));
    Pod pod = server("any");
    pod.getMetadata().setNamespace(other);

    PluginRun run = explained(pod);

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "Pod server: admitted in namespace " + other + ", not judged",
            "no ClusterModelTrustPolicy selects namespace " + other,
            "its label kubernetes.io/metadat.name=" + namespace + " is almost what policy ");
  }

  @Test
  void podThatTheApiServerRefusesForItsShapeCannotBeTold() {
    Pod pod = server("any");
    pod.getSpec().getContainers().getFirst().setImage("");

    PluginRun run = explained(pod);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).contains("Pod server: cannot be told", "image");
  }

  @Test
  void explanationCreatesNothingAndCountsNothing() {
    given.anUnsignedClaim("unsigned");
    long before = decisions();

    assertThat(explained(server("unsigned")).exit()).isEqualTo(1);

    assertThat(decisions()).isEqualTo(before);
    assertThat(API.admin().pods().inNamespace(namespace).list().getItems()).isEmpty();
    assertRefused(() -> API.admin().resource(server("unsigned")).create(), "no ModelSignature");
    assertThat(decisions()).isEqualTo(before + 1);
  }

  private static long decisions() {
    return webhook.meters.getMeters().stream()
        .filter(meter -> meter instanceof Timer && meter.getId().getTag("decision") != null)
        .mapToLong(meter -> ((Timer) meter).count())
        .sum();
  }

  @Test
  void annotationOnARealRequestMeansNothing() {
    given.aVerifiedClaim("model");
    awaitAdmitted(server("model"));
    Pod annotated =
        new PodBuilder(server("model"))
            .editMetadata()
            .addToAnnotations(Explanation.ANNOTATION, "true")
            .endMetadata()
            .build();

    assertThat(API.admin().resource(annotated).create().getMetadata().getUid()).isNotNull();
  }

  @Test
  void privilegesThatThePolicyAllowsAreNotTold() {
    edit(
        policy -> {
          policy.getSpec().requirements = new PolicyRequirements();
          policy.getSpec().requirements.privileges = PrivilegeRequirement.Any;
        });
    given.aVerifiedClaim("model");
    Pod pod = server("model");
    pod.getSpec().setHostPID(true);

    awaitAdmitted(pod);
  }
}
