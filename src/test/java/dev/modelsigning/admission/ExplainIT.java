// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.plugin.PluginRun;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The plugin with a real kubectl, a real API server and the webhook that it calls. */
final class ExplainIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LABEL = "test/explained-for";
  private static final String VALUE = "explainit";

  @TempDir static Path folder;
  private static WebhookInThisJvm webhook;
  private static Path kubeconfig;

  private String namespace = "";
  private ServedModels given;

  @BeforeAll
  static void startWebhook() throws IOException {
    webhook =
        new WebhookInThisJvm(
            Files.createDirectory(folder.resolve("webhook")), API, LABEL, VALUE);
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig(API.adminConfig()));
  }

  @AfterAll
  static void stopWebhook() {
    webhook.close();
  }

  private static String kubeconfig(Config admin) {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: admin}}]
    clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
    users: [{name: admin, user: {client-certificate: "%s", client-key: "%s"}}]
    """
        .formatted(
            API.url(), admin.getCaCertFile(), admin.getClientCertFile(), admin.getClientKeyFile());
  }

  @BeforeEach
  void coverNamespace() {
    namespace = API.newNamespace("team", Map.of(LABEL, VALUE));
    ClusterModelTrustPolicy policy = CustomResources.policy(namespace);
    policy.getSpec().authorities =
        List.of(CustomResources.authority("release-key", TestPki.publicPem(TestPki.ecKey())));
    given = new ServedModels(API.admin(), namespace, API.admin().resource(policy).create());
    given.aPolicyThatWasRead();
    Await.until(
        "the webhook to know the policy",
        PATIENCE,
        () -> explained(server("absent")).out().contains("release-key"));
  }

  /** Runs the plugin as its user does, with the kubectl of the test's binaries. */
  private PluginRun oms(String... arguments) {
    String kubectl = API.binary("kubectl").toString();
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--kubeconfig=" + kubeconfig;
    return PluginRun.of(folder, Map.of("OMS_KUBECTL", kubectl), all);
  }

  private PluginRun explained(Pod pod) {
    try {
      Path file = folder.resolve("pod.yaml");
      Files.writeString(file, API.admin().getKubernetesSerialization().asYaml(pod));
      return oms("explain", "-f", file.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Pod server(String claim) {
    return new PodBuilder(Pods.server())
        .editMetadata()
        .withNamespace(namespace)
        .withName("server")
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

  private void awaitAdmitted(Pod pod) {
    Await.until("the webhook to know the verdict", PATIENCE, () -> explained(pod).exit() == 0);
  }

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
            "next: kubectl ");
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

  private void edit(Consumer<ClusterModelTrustPolicy> change) {
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
    String other = API.newNamespace("free", Map.of());
    Pod pod = server("any");
    pod.getMetadata().setNamespace(other);

    PluginRun run = explained(pod);

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "Pod server: admitted in namespace " + other + ", not judged",
            "no ClusterModelTrustPolicy selects namespace " + other);
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

    assertThat(API.admin().pods().inNamespace(namespace).list().getItems()).isEmpty();
    assertThat(decisions()).isEqualTo(before);
  }

  private static long decisions() {
    return webhook.meters.find("model.signature.admission.decision.duration").timers().stream()
        .mapToLong(timer -> timer.count())
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
            "policy " + namespace + ": Rejected (ContentMismatch)",
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
    return API.admin()
        .resources(ModelSignature.class)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getMetadata()
        .getAnnotations()
        .get("modelsigning.dev/measure-again");
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
