// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.admission.cache.BoundedList;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries to a simulated API server, which knows a namespace, a claim and its volume. */
class LiveViewTest {
  private static final Map<String, String> OBJECTS =
      Map.of(
          "/api/v1/namespaces/new",
          """
          {"apiVersion": "v1", "kind": "Namespace",
           "metadata": {"name": "new", "labels": {"a": "b"}}}
          """,
          "/api/v1/namespaces/team-a/persistentvolumeclaims/model",
          """
          {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
           "metadata": {"name": "model", "uid": "claim-uid"},
           "spec": {"volumeName": "pv"}, "status": {"phase": "Bound"}}
          """,
          "/api/v1/namespaces/team-a/persistentvolumeclaims/leaving",
          """
          {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
           "metadata": {"name": "leaving", "uid": "claim-uid",
                        "deletionTimestamp": "2026-11-28T10:00:00Z"},
           "spec": {"volumeName": "pv"}, "status": {"phase": "Bound"}}
          """,
          "/apis/modelsigning.dev/v1alpha1/namespaces/team-a/modelsignatures/m",
          """
          {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignature",
           "metadata": {"name": "m", "namespace": "team-a"}, "spec": {},
           "status": {"measurement": {"jobUid": "job-uid"}}}
          """,
          "/api/v1/nodes/gpu-1",
          """
          {"apiVersion": "v1", "kind": "Node",
           "metadata": {"name": "gpu-1",
                        "labels": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"}}}
          """,
          "/api/v1/persistentvolumes/pv",
          """
          {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv", "uid": "v"},
           "spec": {"claimRef": {"uid": "claim-uid"}, "nfs": {"server": "s", "path": "/p"}}}
          """);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final FakeCluster cached = new FakeCluster();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void serve() throws IOException {
    cached.identities.clear();
    cached.namespaces.clear();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          byte[] body = OBJECTS.getOrDefault(path, "{}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(OBJECTS.containsKey(path) ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private LiveView view(Duration budget) {
    return new LiveView(
        cached,
        client,
        new MountingPods(new BoundedList(client), Duration.ofSeconds(1)),
        budget,
        LiveView.Identities.CACHED);
  }

  @Test
  void queriesWhatTheCachesDoNotKnow() {
    LiveView view = view(Duration.ofMinutes(2));
    assertThat(view.namespaceLabels("new")).contains(Map.of("a", "b"));
    assertThat(view.identity("team-a", "model"))
        .hasValueSatisfying(identity -> assertThat(identity.volumeUid()).isEqualTo("v"));
  }

  @Test
  void queriesTheNodeOfAPodOnceForAnyNumberOfPolicies() {
    LiveView view = view(Duration.ofMinutes(2));

    assertThat(view.platform("gpu-1")).contains(new NodePlatform("linux", "arm64"));
    assertThat(view.platform("gpu-1")).isPresent();
    assertThat(view.platform("gone")).isEmpty();
    assertThat(view.platform("no/name")).isEmpty();
    assertThat(asked).containsExactly("/api/v1/nodes/gpu-1", "/api/v1/nodes/gone");
  }

  @Test
  void queriesAClaimOnceForAnyNumberOfPolicies() {
    LiveView view = view(Duration.ofMinutes(2));
    for (int policy = 0; policy < 3; policy++) {
      assertThat(view.identity("team-a", "missing")).isEmpty();
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void namesOfManyClaimsThatAreNowhereCostFewQueries() {
    LiveView view = view(Duration.ofMinutes(2));
    for (int claim = 0; claim < 255; claim++) {
      assertThat(view.identity("team-a", "missing-" + claim)).isEmpty();
    }
    assertThat(asked).hasSizeLessThanOrEqualTo(16);
    assertThat(view.namespaceLabels("new")).as("other objects").isPresent();
  }

  @Test
  void claimsThatAreThereAreAskedAboutHoweverManyTheyAre() {
    LiveView view = view(Duration.ofMinutes(2));
    for (int claim = 0; claim < 40; claim++) {
      cached.identities.put("known-" + claim, new VolumeIdentity("sha256:aa", "c", "pv", "v"));
      assertThat(view.identity("team-a", "known-" + claim)).isPresent();
    }
    assertThat(view.identity("team-a", "model")).isPresent();
  }

  @Test
  void listsPodsOnceForAClaimAndForFewClaims() {
    LiveView view = view(Duration.ofMinutes(2));
    for (int policy = 0; policy < 3; policy++) {
      for (int claim = 0; claim < 20; claim++) {
        assertThat(view.use("team-a", "models-" + claim, "")).isInstanceOf(ClaimUse.Unknown.class);
      }
    }
    assertThat(asked).hasSizeLessThanOrEqualTo(4).containsOnly("/api/v1/namespaces/team-a/pods");
    assertThat(view.use("team-a", "models-19", ""))
        .isEqualTo(new ClaimUse.Unknown("the pod fills more than 4 claims"));
  }

  @Test
  void queriesNothingThatTheCachesKnow() {
    LiveView view = view(Duration.ofMinutes(2));
    cached.namespaces.put("known", Map.of());
    assertThat(view.namespaceLabels("known")).contains(Map.of());
    assertThat(view.signatures("team-a", FakeCluster.CLAIM)).hasSize(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void liveIdentitiesAreNeverTheCachedOnes() {
    cached.identities.put("model", new VolumeIdentity("sha256:aa", "before", "pv", "v"));
    LiveView view =
        new LiveView(
            cached,
            client,
            new MountingPods(new BoundedList(client), Duration.ofSeconds(1)),
            Duration.ofMinutes(2),
            LiveView.Identities.LIVE);
    assertThat(view.identity("team-a", "model"))
        .hasValueSatisfying(identity -> assertThat(identity.claimUid()).isEqualTo("claim-uid"));
    cached.identities.put("leaving", new VolumeIdentity("sha256:aa", "before", "pv", "v"));
    assertThat(view.identity("team-a", "leaving")).isEmpty();
  }

  @Test
  void textThatIsNoNameIsNoQuery() {
    LiveView view = view(Duration.ofMinutes(2));
    assertThat(view.identity("team-a", "?limit=0")).isEmpty();
    assertThat(view.identity("team-a", "../../../namespaces/team-b/persistentvolumeclaims/model"))
        .isEmpty();
    assertThat(view.namespaceLabels("?watch=1")).isEmpty();
    for (String kind : List.of("ModelSignature", "ModelSigningJob")) {
      assertThat(view.isMeasurement("team-a", new MeasuringJob("uid", kind, "?limit=0"))).isFalse();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void queriesNothingAfterTheBudgetIsSpent() {
    assertThat(view(Duration.ofNanos(-1)).identity("team-a", "model")).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void looksForAMeasurementUnderTheNameThatItsPodGives() {
    LiveView view = view(Duration.ofMinutes(2));
    assertThat(view.isMeasurement("team-a", new MeasuringJob("job-uid", "ModelSignature", "m")))
        .isTrue();
    assertThat(view.isMeasurement("team-a", new MeasuringJob("other", "ModelSignature", "m")))
        .isFalse();
    assertThat(asked)
        .containsOnly("/apis/modelsigning.dev/v1alpha1/namespaces/team-a/modelsignatures/m");
  }

  @Test
  void asksNothingForAPodThatNamesNoResource() {
    LiveView view = view(Duration.ofMinutes(2));
    assertThat(view.isMeasurement("team-a", new MeasuringJob("job-uid", "ModelSignature", "")))
        .isFalse();
    assertThat(view.isMeasurement("team-a", new MeasuringJob("job-uid", "Pod", "m"))).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void failedQueryLeavesTheAnswerOfTheCaches() {
    server.stop(0);
    LiveView view = view(Duration.ofMinutes(2));
    assertThat(view.namespaceLabels("new")).isEqualTo(Optional.empty());
    assertThat(view.isMeasurement("team-a", new MeasuringJob("job-uid", "ModelSignature", "m")))
        .isFalse();
  }
}
