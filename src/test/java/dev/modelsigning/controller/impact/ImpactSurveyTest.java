// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.controller.SmallPods;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the survey asks a simulated API server, which hands out one pod per page. */
class ImpactSurveyTest {
  private static final String ALL_SIGNATURES = "/apis/modelsigning.dev/v1alpha1/modelsignatures";

  private static final String EMPTY = "{\"items\": []}";

  private static final String NAMESPACES =
      """
      {"items": [{"metadata": {"name": "team-a",
                               "labels": {"kubernetes.io/metadata.name": "team-a"}}},
                 {"metadata": {"name": "other"}}]}
      """;

  private final List<URI> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;

  private volatile String volume = "\"persistentVolumeClaim\": {\"claimName\": \"model\"}";

  private volatile String namespaces = NAMESPACES;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
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

  private void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    asked.add(uri);
    String answer =
        switch (uri.getPath()) {
          case "/api/v1/namespaces" -> namespaces;
          case "/api/v1/namespaces/team-a/pods" ->
              Objects.requireNonNullElse(uri.getQuery(), "").contains("continue=second")
                  ? pods("b", "")
                  : pods("a", "second");
          case "/apis/modelsigning.dev/v1alpha1/namespaces/team-a/modelsignatures" ->
              "{\"items\": [{\"metadata\": {\"name\": \"unreadable\"}, \"spec\": null}]}";
          case "/api/v1/namespaces/team-a/pods/ended-0",
              "/api/v1/namespaces/team-a/pods/ended-1",
              "/api/v1/namespaces/team-a/pods/ended-2",
              "/api/v1/namespaces/team-a/pods/ended-3",
              "/api/v1/namespaces/team-a/pods/ended-4" ->
              pod(uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1));
          default -> EMPTY;
        };
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String pods(String name, String next) {
    return "{\"metadata\": {\"continue\": \"%s\"}, \"items\": [%s]}".formatted(next, pod(name));
  }

  private String pod(String name) {
    return """
    {"metadata": {"name": "%s", "uid": "u"}, "spec": {
      "containers": [{"name": "c", "volumeMounts": [{"name": "m", "mountPath": "/m"}]}],
      "volumes": [{"name": "m", %s}]}}
    """
        .formatted(name, volume);
  }

  @Test
  void readsInPagesAndOnlyCoveredNamespaces() {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    policy.getSpec().mode = PolicyMode.Audit;

    var impact =
        Objects.requireNonNull(
            new ImpactSurvey(client, Clock.systemUTC(), Set.of())
                .of(List.of(policy))
                .get("team-a"));

    assertThat(impact.refusedPods).isEqualTo(2);
    assertThat(impact.pods).containsExactly("team-a/a", "team-a/b");
    assertThat(impact.complete).isTrue();
    assertThat(asked).allSatisfy(uri -> assertThat(uri.getQuery()).contains("limit="));
    assertThat(asked).noneSatisfy(uri -> assertThat(uri.getPath()).contains("/other/"));
    assertThat(asked).filteredOn(uri -> uri.getPath().endsWith("/pods")).hasSize(2);
  }

  private static ImpactStatus impact(ImpactSurvey survey, ClusterModelTrustPolicy policy) {
    return Objects.requireNonNull(survey.of(List.of(policy)).get("team-a"));
  }

  @Test
  void podsThatEndedSinceTheLastSurveyAreToldOfAndNotCounted() {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    policy.getSpec().mode = PolicyMode.Audit;
    List<String> told = new ArrayList<>();
    List<SmallPods.Ended> ended =
        IntStream.range(0, 5)
            .mapToObj(n -> new SmallPods.Ended("team-a", "ended-" + n, n == 0 ? "other" : "u"))
            .toList();
    var survey =
        new ImpactSurvey(
            client,
            Clock.systemUTC(),
            Set.of(),
            namespace -> ended,
            (pod, by, answer) -> told.add(pod.getMetadata().getName()));

    assertThat(impact(survey, policy).refusedPods).isEqualTo(2);
    assertThat(told)
        .as("three of a namespace, and none that was replaced by another of its name")
        .containsExactly("a", "b", "ended-1", "ended-2", "ended-3");

    policy.getSpec().mode = PolicyMode.Enforce;
    asked.clear();
    survey.of(List.of(policy));
    assertThat(asked).noneSatisfy(uri -> assertThat(uri.getPath()).contains("/pods/"));
  }

  @Test
  void errorsOfTypingAreToldBesideSelectedNamespacesAndOthersWhereNoneIsSelected() {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels("models", "production").build();
    var survey = new ImpactSurvey(client, Clock.systemUTC(), Set.of());

    namespaces =
        """
        {"items": [{"metadata": {"name": "team-a", "labels": {"models": "production"}}},
                   {"metadata": {"name": "team-b", "labels": {"model": "production"}}},
                   {"metadata": {"name": "team-c", "labels": {"models": "prodaction1"}}}]}
        """;
    assertThat(impact(survey, policy).nearMisses).containsExactly("team-b: model=production");

    namespaces = namespaces.replace("{\"models\": \"production\"}", "{}");
    assertThat(impact(survey, policy).nearMisses)
        .containsExactly("team-b: model=production", "team-c: models=prodaction1");
  }

  @Test
  void tellsOfPodsThatAPolicyWouldRefuseUnlessItDoes() {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    List<String> told = new ArrayList<>();
    var survey =
        new ImpactSurvey(
            client,
            Clock.systemUTC(),
            Set.of(),
            namespace -> List.of(),
            (pod, by, answer) ->
                told.add(
                    pod.getMetadata().getName()
                        + " "
                        + by.getSpec().mode
                        + " "
                        + answer
                            .objections()
                            .getFirst()
                            .found()
                            .contains("no ModelSignature names it")));

    policy.getSpec().mode = PolicyMode.Warn;
    survey.of(List.of(policy));
    assertThat(told).containsExactly("a Warn true", "b Warn true");

    told.clear();
    policy.getSpec().mode = PolicyMode.Enforce;
    survey.of(List.of(policy));
    assertThat(told).isEmpty();
  }

  /** As at admission, the ModelSignatures of all namespaces count for an image. */
  @Test
  void imagesAreLookedUpInAllNamespacesOnlyWhereAPodMountsOne() {
    var survey = new ImpactSurvey(client, Clock.systemUTC(), Set.of());
    survey.of(List.of(CustomResources.policy("team-a")));
    assertThat(asked).noneSatisfy(uri -> assertThat(uri.getPath()).isEqualTo(ALL_SIGNATURES));

    volume = "\"image\": {\"reference\": \"r/m@sha256:%s\"}".formatted("1".repeat(64));
    survey.of(List.of(CustomResources.policy("team-a")));

    assertThat(asked)
        .filteredOn(uri -> uri.getPath().equals(ALL_SIGNATURES))
        .singleElement()
        .satisfies(uri -> assertThat(uri.getQuery()).contains("limit="));
  }

  /** The simulated namespace holds one whose specification could not be read. */
  @Test
  void signatureWithoutASpecificationEndsNoSurvey() {
    assertThat(
            new ImpactSurvey(client, Clock.systemUTC(), Set.of())
                .of(List.of(CustomResources.policy("team-a"))))
        .containsKey("team-a");
    assertThat(asked).anySatisfy(uri -> assertThat(uri.getPath()).endsWith("/modelsignatures"));
  }

  @Test
  void exemptNamespacesAreNotRead() {
    new ImpactSurvey(client, Clock.systemUTC(), Set.of("team-a"))
        .of(List.of(CustomResources.policy("team-a")));

    assertThat(asked).singleElement().extracting(URI::getPath).isEqualTo("/api/v1/namespaces");
  }
}
