// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.controller.ResourceEvents;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of the API server for the pods of a drifted model; the test plays the server. */
class DriftWatchTest implements DriftCaches {
  private ModelSignature signature = Drifted.signature();
  private DriftResponse response = DriftResponse.BlockNew;
  private List<Pod> pods = List.of(Drifted.pod("server"));
  private boolean isStored = true;
  private ServerInPlay server;
  private DriftWatch watch;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerInPlay();
    watch = watch("kube-system");
  }

  @AfterEach
  void stop() {
    watch.stop();
    server.close();
  }

  private DriftWatch watch(String exempt) {
    return new DriftWatch(
        new ExemptNamespaces(Set.of(exempt)),
        new DriftAnswer(
            new ResourceEvents(server.client, Clock.systemUTC()), new PodEviction(server.client)),
        idle());
  }

  /** Runs nothing: the tests look themselves. */
  private static ScheduledExecutorService idle() {
    var idle = new ScheduledThreadPoolExecutor(0, new ThreadPoolExecutor.DiscardPolicy());
    idle.shutdown();
    return idle;
  }

  @Override
  public Optional<ModelSignature> signature(ResourceID id) {
    return Optional.of(signature).filter(s -> isStored);
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return List.of(Drifted.policy(response));
  }

  @Override
  public Map<String, String> labelsOf(String namespace) {
    return Drifted.LABELS;
  }

  @Override
  public List<Pod> podsMounting(ModelSignature mounted) {
    return pods;
  }

  @Test
  void ofAVolumeOnSeveralNodesOnlyThePodsOfTheDriftedOneAreEvicted() {
    response = DriftResponse.Evict;
    Pod there = Drifted.pod("there");
    there.getSpec().setNodeName("gpu-2");
    Pod elsewhere = Drifted.pod("elsewhere");
    elsewhere.getSpec().setNodeName("gpu-1");
    pods = List.of(elsewhere, there);
    ModelSignatureStatus status = signature.getStatus();
    var drifted = new NodeVerdictStatus();
    drifted.name = "gpu-2";
    drifted.verifiedContent = status.verifiedContent;
    drifted.policies = status.policies;
    var sound = new NodeVerdictStatus();
    sound.name = "gpu-1";
    status.nodes = List.of(sound, drifted);
    status.verifiedContent = null;
    status.policies = null;

    look();

    assertThat(server.evictions).singleElement().asString().contains("there");
    assertThat(server.events).allMatch(e -> e.getInvolvedObject().getUid().equals("there-uid"));
  }

  private void look() {
    watch.start(this);
    watch.observe(signature, signature.getStatus());
    watch.look();
  }

  @Test
  void touchesNoPodWhileThePolicyOnlyBlocksNewOnes() {
    look();

    assertThat(server.events).isEmpty();
    assertThat(server.evictions).isEmpty();
  }

  @Test
  void evictsNothingWhileThePolicyOnlyAlerts() {
    response = DriftResponse.Alert;

    look();

    assertThat(server.evictions).isEmpty();
    assertThat(server.events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getReason()).isEqualTo("ContentDrifted");
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
              assertThat(event.getInvolvedObject().getUid()).isEqualTo("server-uid");
              assertThat(event.getMessage()).contains("minilm", Drifted.DRIFTED_AT, "Alert");
            });
  }

  @Test
  void alertsOncePerPodHoweverOftenItLooks() {
    response = DriftResponse.Alert;
    pods = List.of(Drifted.pod("a"), Drifted.pod("b"));

    look();
    watch.look();

    assertThat(server.events)
        .extracting(event -> event.getInvolvedObject().getName())
        .containsExactly("a", "b");
  }

  @Test
  void anotherProcessNamesTheEventsAlike() {
    response = DriftResponse.Alert;
    look();
    watch.stop();
    watch = watch("kube-system");
    server.answersEvents(409);

    look();
    watch.look();

    assertThat(server.events)
        .hasSize(2)
        .extracting(e -> e.getMetadata().getName())
        .containsOnly(name());
  }

  private String name() {
    return server.events.getFirst().getMetadata().getName();
  }

  @Test
  void alertsAgainAboutAnotherDrift() {
    response = DriftResponse.Alert;
    look();

    signature.getStatus().verifiedContent.driftedAt = "2026-11-22T10:00:00Z";
    watch.look();

    assertThat(server.events)
        .extracting(e -> e.getMetadata().getName())
        .doesNotHaveDuplicates()
        .hasSize(2);
  }

  @Test
  void alertsAboutEachModelOfAPod() {
    response = DriftResponse.Alert;
    look();
    signature = Drifted.signature();
    signature.getMetadata().setName("another");
    signature.getMetadata().setUid("another-uid");
    watch.observe(signature, signature.getStatus());

    watch.look();

    assertThat(server.events).extracting(e -> e.getMetadata().getName()).doesNotHaveDuplicates();
    assertThat(server.events).extracting(Event::getMessage).anyMatch(m -> m.contains("another"));
  }

  @Test
  void evictsThisVeryPodAndSaysSo() {
    response = DriftResponse.Evict;

    look();

    assertThat(server.evictions)
        .singleElement()
        .satisfies(
            eviction -> {
              assertThat(eviction.getMetadata().getName()).isEqualTo("server");
              assertThat(eviction.getDeleteOptions().getPreconditions().getUid())
                  .isEqualTo("server-uid");
            });
    assertThat(server.events)
        .extracting(Event::getReason)
        .containsExactly("ContentDrifted", "EvictedOnDrift");
  }

  @Test
  void asksOnceForAPodThatABudgetHoldsAndAgainAtTheNextLook() {
    response = DriftResponse.Evict;
    server.answersEvictionOf("server", 429);

    look();
    assertThat(server.evictions).hasSize(1);
    watch.look();

    assertThat(server.evictions).hasSize(2);
    assertThat(server.events).extracting(Event::getReason).containsExactly("ContentDrifted");
  }

  @Test
  void onePodThatCannotBeEvictedKeepsNoOther() {
    response = DriftResponse.Evict;
    pods = List.of(Drifted.pod("a"), Drifted.pod("b"), Drifted.pod("c"));
    server.answersEvictionOf("a", 500);
    server.answersEvictionOf("b", 409);

    look();

    assertThat(server.evictions)
        .extracting(eviction -> eviction.getMetadata().getName())
        .containsExactly("a", "b", "c");
  }

  @Test
  void followsThePolicyAsItIsAtEachLook() {
    look();
    response = DriftResponse.Evict;

    watch.look();

    assertThat(server.evictions).hasSize(1);
  }

  @Test
  void exemptNamespacesAreLeftAlone() {
    watch.stop();
    watch = watch(Drifted.NAMESPACE);
    response = DriftResponse.Evict;

    look();

    assertThat(server.events).isEmpty();
    assertThat(server.evictions).isEmpty();
  }

  @Test
  void deletedModelIsForgotten() {
    response = DriftResponse.Evict;
    isStored = false;
    look();

    isStored = true;
    watch.look();

    assertThat(server.evictions).isEmpty();
  }

  @Test
  void driftThatHasEndedConcernsNobody() {
    response = DriftResponse.Evict;
    look();
    signature = Drifted.signature();
    signature.getStatus().verifiedContent.driftedAt = null;

    watch.observe(signature, signature.getStatus());
    watch.look();

    assertThat(server.evictions).hasSize(1);
  }
}
