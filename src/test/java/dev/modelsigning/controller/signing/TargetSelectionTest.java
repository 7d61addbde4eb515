// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.controller.signing.TargetSelection.Outcome;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceListBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimListBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a simulated API server, whose lists are those of the test whatever the label query is. */
final class TargetSelectionTest {
  private final Map<String, Object> lists = new ConcurrentHashMap<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private TargetSelection selection;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    server.createContext(
        "/",
        exchange -> {
          queries.add(exchange.getRequestURI().toString());
          Object list = lists.get(exchange.getRequestURI().getPath());
          byte[] body =
              client
                  .getKubernetesSerialization()
                  .asJson(list == null ? Map.of() : list)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(list == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    selection =
        new TargetSelection(
            client, new ExemptNamespaces(Set.of("kube-system", "model-signature-system")));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void namespaces(String... names) {
    var list = new NamespaceListBuilder();
    for (String name : names) {
      list.addNewItem().withNewMetadata().withName(name).endMetadata().endItem();
    }
    lists.put("/api/v1/namespaces", list.build());
  }

  private void claims(String namespace, int count) {
    var list = new PersistentVolumeClaimListBuilder();
    for (int i = 0; i < count; i++) {
      list.addNewItem()
          .withNewMetadata()
          .withNamespace(namespace)
          .withName("claim-" + i)
          .endMetadata()
          .endItem();
    }
    lists.put("/api/v1/namespaces/" + namespace + "/persistentvolumeclaims", list.build());
  }

  private static LabelSelector operator(String operator) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey("sign")
        .withOperator(operator)
        .endMatchExpression()
        .build();
  }

  private static ClaimSelector selector(LabelSelector namespaces, LabelSelector claims) {
    var selector = new ClaimSelector();
    selector.namespaceSelector = namespaces;
    selector.claimSelector = claims;
    return selector;
  }

  private Outcome selectAll() {
    return selection.select(selector(operator("Exists"), operator("Exists")));
  }

  @Test
  void selectsClaimsByNamespaceAndNameOutsideTheExemptNamespaces() {
    namespaces("team-b", "kube-system", "team-a", "model-signature-system");
    claims("team-a", 2);
    claims("team-b", 1);
    assertThat(selectAll())
        .isInstanceOfSatisfying(
            Outcome.Selected.class,
            selected ->
                assertThat(selected.targets())
                    .extracting(target -> target.namespace + "/" + target.claimName)
                    .containsExactly("team-a/claim-0", "team-a/claim-1", "team-b/claim-0"));
    assertThat(queries).noneMatch(query -> query.contains("kube-system/"));
  }

  @Test
  void unknownOperatorSelectsNothingAndNamesTheField() {
    assertThat(selection.select(selector(operator("Like"), operator("Exists"))))
        .isEqualTo(
            new Outcome.Refused(
                "SelectorInvalid",
                "spec.selector.namespaceSelector cannot be evaluated, so no claim is selected:"
                    + " operator Like of label sign is unknown; hint: create the job again with a"
                    + " corrected selector"));
    assertThat(selection.select(selector(operator("Exists"), operator("Like"))))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.message()).contains("spec.selector.claimSelector"));
    assertThat(queries).isEmpty();
  }

  @Test
  void moreClaimsThanOneJobMaySignAreRefused() {
    namespaces("team-a");
    claims("team-a", TargetSelection.MAX_TARGETS + 1);
    assertThat(selectAll())
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("TooManyTargets");
              assertThat(refused.message()).contains("1001 claims", "hint:");
            });
  }
}
