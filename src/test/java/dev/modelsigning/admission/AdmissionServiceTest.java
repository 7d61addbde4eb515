// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ExemptPods;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.MappedConfig;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequestBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which requests the service decides, and what it reports of them. */
final class AdmissionServiceTest {
  private static final ReviewPath ALL = ReviewPath.of("pods");

  private final FakeState state = new FakeState();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private AdmissionService service(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("OMS_ROLE", "webhook");
    var service =
        new AdmissionService(MappedConfig.of(variables), () -> state, meters, Clock.systemUTC());
    service.start(new StartupEvent());
    return service;
  }

  /** The creation of a pod whose model has no ModelSignature. */
  private AdmissionRequestBuilder unsigned(String namespace) {
    state.cluster.signatures.clear();
    state.cluster.namespaces.put(namespace, Map.of("models", "production"));
    return new AdmissionRequestBuilder()
        .withUid("u")
        .withOperation("CREATE")
        .withNamespace(namespace)
        .withObject(Pods.server());
  }

  private boolean admits(AdmissionService service, String namespace) {
    return service.decide(unsigned(namespace).build(), ALL).getAllowed();
  }

  @Test
  void webhookStartsItsCachesAndOperatorDoesNot() {
    assertThat(service(Map.of("OMS_ROLE", "operator")).isReady()).isFalse();
    assertThat(state.started).isFalse();
    AdmissionService webhook = service(Map.of());
    assertThat(state.started).isTrue();
    assertThat(webhook.isReady()).isFalse();
    state.synced = true;
    assertThat(webhook.isReady()).isTrue();
    webhook.stop(new ShutdownEvent());
    assertThat(webhook.isReady()).isFalse();
  }

  @Test
  void namespacesOfTheClusterAndTheOwnOneAreExempt() {
    AdmissionService service = service(Map.of("OMS_NAMESPACE", "own"));
    assertThat(admits(service, "kube-system")).isTrue();
    assertThat(admits(service, "kube-public")).isTrue();
    assertThat(admits(service, "kube-node-lease")).isTrue();
    assertThat(admits(service, "own")).isTrue();
    assertThat(admits(service, "team-a")).isFalse();
    assertThat(admits(service, "kube-system-2")).isFalse();
  }

  @Test
  void configuredNamespacesReplaceAllButThoseThatAreAlwaysExempt() {
    AdmissionService service =
        service(Map.of("OMS_NAMESPACE", "own", "OMS_EXEMPT_NAMESPACES", "gatekeeper"));
    assertThat(admits(service, "gatekeeper")).isTrue();
    assertThat(admits(service, "kube-system")).isTrue();
    assertThat(admits(service, "own")).isTrue();
    assertThat(admits(service, "kube-public")).isFalse();
  }

  @Test
  void requestThatIsNotAboutAPodIsDenied() {
    AdmissionResponse response =
        service(Map.of()).decide(unsigned("team-a").withObject(new ConfigMap()).build(), ALL);
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage())
        .contains("the request is not about a pod", "hint: the rules of the webhook configuration");
  }

  @Test
  void serviceWithoutCachesDenies() {
    AdmissionResponse response =
        service(Map.of("OMS_ROLE", "operator")).decide(unsigned("team-a").build(), ALL);
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage()).contains("the webhook is not ready");
  }

  @Test
  void onlyThePoliciesOfThePathJudge() {
    AdmissionService service = service(Map.of());
    AdmissionRequest request = unsigned("team-a").build();
    assertThat(service.decide(request, ReviewPath.of("production")).getAllowed()).isFalse();
    assertThat(service.decide(request, ReviewPath.of("other/production")).getAllowed()).isFalse();
    assertThat(service.decide(request, ReviewPath.of("deleted")).getAllowed()).isTrue();
  }

  @Test
  void theEntryOfAPolicyHoldsWhateverItsSelectorSaysByNow() {
    AdmissionService service = service(Map.of());
    AdmissionRequest request = unsigned("team-a").build();
    state.cluster.namespaces.put("team-a", Map.of());
    assertThat(service.decide(request, ReviewPath.of("production")).getAllowed()).isFalse();
    assertThat(service.decide(request, ALL).getAllowed()).isTrue();
  }

  @Test
  void policiesOfTheNamespaceJudgeWhereThePathSaysSo() {
    AdmissionService service = service(Map.of("OMS_NAMESPACE", "own"));
    AdmissionRequest request = unsigned("team-a").build();
    ReviewPath path = ReviewPath.ofNamespace();
    assertThat(path.isForAll()).isFalse();
    assertThat(service.decide(request, path).getAllowed()).isTrue();

    state.cluster.namespacedPolicies.add(CustomResources.namespacedPolicy("team-a", "strict", "k"));
    state.cluster.namespacedPolicies.add(CustomResources.namespacedPolicy("own", "strict", "k"));
    assertThat(service.concerns("team-a", path)).isTrue();
    assertThat(service.concerns("own", path)).isFalse();
    AdmissionResponse response = service.decide(request, path);
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getMessage())
        .contains("policy team-a/strict requires")
        .doesNotContain("policy production");
    assertThat(service.decide(unsigned("own").build(), path).getAllowed()).isTrue();
  }

  @Test
  void bindingIsJudgedByWhatTheClaimIsNow() {
    AdmissionService service = service(Map.of());
    state.pods.put("team-a/server", Pods.server());
    AdmissionRequestBuilder binding = binding("server");
    assertThat(service.decide(binding.build(), ReviewPath.of("production")).getAllowed()).isTrue();
    state.fresh.identities.put(
        FakeCluster.CLAIM, new VolumeIdentity("sha256:bb", "other-uid", "pv", "pv-uid"));
    AdmissionResponse refused = service.decide(binding.build(), ReviewPath.of("production"));
    assertThat(refused.getAllowed()).isFalse();
    assertThat(refused.getStatus().getMessage()).contains("claim model");
    assertThat(service.decide(binding.withNamespace("kube-system").build(), ALL).getAllowed())
        .isTrue();
  }

  @Test
  void podThatNamesItsNodeIsJudgedByWhatTheClaimIsNow() {
    AdmissionService service = service(Map.of());
    Pod pod = Pods.server();
    pod.getSpec().setNodeName("n");
    AdmissionRequest request =
        new AdmissionRequestBuilder()
            .withUid("u")
            .withOperation("CREATE")
            .withNamespace("team-a")
            .withObject(pod)
            .build();
    assertThat(service.decide(request, ALL).getAllowed()).isTrue();
    state.fresh.identities.clear();
    assertThat(service.decide(request, ALL).getAllowed()).isFalse();
  }

  @Test
  void bindingOfAPodThatIsGoneIsLeftToTheApiServer() {
    assertThat(
            service(Map.of())
                .decide(binding("gone").build(), ReviewPath.of("production"))
                .getAllowed())
        .isTrue();
  }

  private static AdmissionRequestBuilder binding(String pod) {
    return new AdmissionRequestBuilder()
        .withUid("u")
        .withOperation("CREATE")
        .withSubResource("binding")
        .withNamespace("team-a")
        .withObject(
            new BindingBuilder()
                .withNewMetadata()
                .withName(pod)
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName("n")
                .endTarget()
                .build());
  }

  @Test
  void decisionsAreTimedByOutcomeAndDryRunsAreNot() {
    AdmissionService service = service(Map.of());
    service.decide(unsigned("team-a").withDryRun(true).build(), ALL);
    assertThat(meters.getMeters()).allSatisfy(meter -> assertThat(meter).isInstanceOf(Gauge.class));
    service.decide(unsigned("team-a").build(), ALL);
    service.decide(unsigned("kube-system").build(), ALL);
    assertThat(timer("deny").count()).isOne();
    assertThat(timer("allow").count()).isOne();
  }

  @Test
  void decisionsAreTimedForEachPolicyWithItsModeAndWhatItFinds() {
    AdmissionService service = service(Map.of());
    state.cluster.policy().getSpec().mode = PolicyMode.Audit;

    assertThat(service.decide(unsigned("team-a").build(), ALL).getAllowed()).isTrue();

    Timer judged =
        meters
            .get("model_signature_policy_decision_duration_seconds")
            .tags("policy", "production", "mode", "Audit", "operation", "create")
            .tag("outcome", "refused")
            .timer();
    assertThat(judged.count()).isOne();
  }

  @Test
  void webhookShowsTheOperatorsSignOfLifeAsItSeesIt() {
    service(Map.of());
    state.cluster.policy().getStatus().checkedAt = "2026-11-21T10:35:29Z";

    assertThat(meters.get("model_signature_heartbeat_timestamp_seconds").gauge().value())
        .isEqualTo((double) Instant.parse("2026-11-21T10:35:29Z").getEpochSecond());
    assertThat(meters.get("model_signature_policies_stale").gauge().value()).isOne();
  }

  @Test
  void everyUseOfAnExemptionIsCountedAndDryRunsAreNot() {
    AdmissionService service = service(Map.of());
    var exemption = new PolicyExemption();
    exemption.name = "legacy";
    exemption.pods = new ExemptPods();
    exemption.pods.namespaces = List.of("team-a");
    exemption.pods.namePrefix = "p";
    exemption.expires = FakeCluster.NOW.plusSeconds(3600).toString();
    state.cluster.policy().getSpec().exemptions = List.of(exemption);

    AdmissionResponse response = service.decide(unsigned("team-a").withDryRun(true).build(), ALL);
    service.decide(unsigned("team-a").build(), ALL);
    service.decide(unsigned("team-a").build(), ALL);

    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings()).hasSize(1);
    assertThat(response.getAuditAnnotations().get("exempted")).contains("production/legacy");
    assertThat(
            meters
                .get("model_signature_exemptions_used_total")
                .tag("policy", "production")
                .tag("exemption", "legacy")
                .counter()
                .count())
        .isEqualTo(2);
  }

  private Timer timer(String decision) {
    return meters
        .get("model_signature_admission_decision_duration_seconds")
        .tag("decision", decision)
        .timer();
  }
}
