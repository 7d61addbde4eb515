// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every right that the install gives, as role, group/resource, verb and names: a right more or less
 * is a change of the threat model and has to be made here too.
 */
final class RbacTest {
  /** Role | group/resources | verbs | names. */
  private static final List<String> RIGHTS =
      List.of(
          "ClusterRole/model-signature-operator | modelsigning.dev/modelsignatures"
              + " modelsigning.dev/modelsigningjobs | get list watch create update patch delete |",
          "ClusterRole/model-signature-operator | modelsigning.dev/clustermodelsigningjobs"
              + " modelsigning.dev/clustermodeltrustpolicies modelsigning.dev/modeltrustpolicies"
              + " modelsigning.dev/modeltrustroots | get list watch |",
          "ClusterRole/model-signature-operator | modelsigning.dev/modelsignatures/status"
              + " modelsigning.dev/modelsigningjobs/status"
              + " modelsigning.dev/clustermodelsigningjobs/status"
              + " modelsigning.dev/clustermodeltrustpolicies/status"
              + " modelsigning.dev/modeltrustpolicies/status"
              + " modelsigning.dev/modeltrustroots/status | update patch |",
          "ClusterRole/model-signature-operator | /persistentvolumeclaims /persistentvolumes"
              + " /namespaces /nodes /pods | get list watch |",
          "ClusterRole/model-signature-operator | /pods/log /configmaps | get |",
          "ClusterRole/model-signature-operator | /configmaps | create |",
          "ClusterRole/model-signature-operator | /configmaps | delete list update watch |"
              + " model-signature-trust",
          "ClusterRole/model-signature-operator | /events | list create patch |",
          "ClusterRole/model-signature-operator | /pods/eviction | create |",
          "ClusterRole/model-signature-operator | batch/jobs | get list watch create patch delete"
              + " |",
          "ClusterRole/model-signature-operator | apps/deployments apps/statefulsets"
              + " apps/daemonsets apps/replicasets batch/cronjobs"
              + " leaderworkerset.x-k8s.io/leaderworkersets serving.kserve.io/inferenceservices"
              + " | list |",
          "ClusterRole/model-signature-operator | serving.kserve.io/localmodelcaches"
              + " serving.kserve.io/localmodelnamespacecaches | get |",
          "ClusterRole/model-signature-operator | openreports.io/reports"
              + " | list create patch delete |",
          "ClusterRole/model-signature-operator | networking.k8s.io/networkpolicies | get create |",
          "ClusterRole/model-signature-operator |"
              + " admissionregistration.k8s.io/validatingadmissionpolicies"
              + " admissionregistration.k8s.io/validatingadmissionpolicybindings | get list watch"
              + " |",
          "ClusterRole/model-signature-operator |"
              + " admissionregistration.k8s.io/validatingwebhookconfigurations"
              + " | get list watch update | model-signature-webhook",
          "Role/model-signature-operator | /secrets | get list watch create |",
          "Role/model-signature-operator | /secrets | update patch | model-signature-webhook-tls"
              + " model-signature-webhook-authority",
          "Role/model-signature-operator | /pods | create |",
          "Role/model-signature-operator | /configmaps | get list watch create update patch delete"
              + " |",
          "Role/model-signature-operator | coordination.k8s.io/leases | get create update patch |",
          "ClusterRole/model-signature-webhook | modelsigning.dev/modelsignatures"
              + " modelsigning.dev/modelsigningjobs modelsigning.dev/clustermodeltrustpolicies"
              + " modelsigning.dev/modeltrustpolicies | get list watch |",
          "ClusterRole/model-signature-admin | modelsigning.dev/modeltrustpolicies"
              + " | create update patch delete |",
          "ClusterRole/model-signature-webhook | /persistentvolumeclaims /persistentvolumes"
              + " /namespaces | get list watch |",
          "ClusterRole/model-signature-webhook | /nodes /pods | get |",
          "ClusterRole/model-signature-webhook | /pods | list |",
          "ClusterRole/model-signature-edit | modelsigning.dev/modelsignatures"
              + " modelsigning.dev/modelsigningjobs | create update patch delete |",
          "ClusterRole/model-signature-view | modelsigning.dev/modelsignatures"
              + " modelsigning.dev/modelsigningjobs modelsigning.dev/modeltrustpolicies"
              + " | get list watch |");

  @Test
  void deployGivesTheRightsOfTheTable() throws IOException {
    assertThat(rights(DeployFiles.objects())).isEqualTo(table());
  }

  @Test
  void chartGivesTheRightsOfTheTable() throws Exception {
    assertThat(rights(HelmChart.render())).isEqualTo(table());
  }

  @Test
  void onlyAdministratorsOfANamespaceWriteItsPolicies() throws IOException {
    var writing =
        DeployFiles.objects().stream()
            .filter(object -> object.getKind().equals("ClusterRole"))
            .filter(object -> object.getMetadata().getName().equals("model-signature-admin"))
            .toList();
    assertThat(writing)
        .singleElement()
        .satisfies(
            role ->
                assertThat(role.getMetadata().getLabels().keySet())
                    .containsExactlyInAnyOrder(
                        "app.kubernetes.io/part-of",
                        "rbac.authorization.k8s.io/aggregate-to-admin"));
    assertThat(table())
        .filteredOn(right -> right.contains("/modeltrustpolicies create"))
        .singleElement()
        .asString()
        .startsWith("ClusterRole/model-signature-admin");
  }

  @Test
  void noRoleHasAWildcard() {
    assertThat(table()).noneMatch(right -> right.contains("*"));
  }

  private static SortedSet<String> table() {
    SortedSet<String> rights = new TreeSet<>();
    for (String row : RIGHTS) {
      String[] cells = row.split(" ?\\| ?", -1);
      for (String resource : cells[1].split(" ", -1)) {
        for (String verb : cells[2].split(" ", -1)) {
          rights.add(String.join(" ", cells[0], resource, verb, cells[3]).strip());
        }
      }
    }
    return rights;
  }

  private static SortedSet<String> rights(List<GenericKubernetesResource> objects) {
    SortedSet<String> rights = new TreeSet<>();
    for (GenericKubernetesResource object : objects) {
      if (object.getKind().equals("ClusterRole") || object.getKind().equals("Role")) {
        String role = object.getKind() + "/" + object.getMetadata().getName();
        JsonNode tree = Serialization.unmarshal(Serialization.asJson(object), JsonNode.class);
        tree.get("rules").forEach(rule -> collect(role, rule, rights));
      }
    }
    return rights;
  }

  private static void collect(String role, JsonNode rule, SortedSet<String> into) {
    StringBuilder names = new StringBuilder();
    rule.path("resourceNames").forEach(name -> names.append(' ').append(name.asText()));
    for (JsonNode group : rule.get("apiGroups")) {
      for (JsonNode resource : rule.get("resources")) {
        for (JsonNode verb : rule.get("verbs")) {
          into.add(
              role + " " + group.asText() + "/" + resource.asText() + " " + verb.asText() + names);
        }
      }
    }
  }
}
