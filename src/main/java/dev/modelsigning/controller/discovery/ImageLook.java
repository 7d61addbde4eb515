// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One look at the images of workloads. Pods that nobody admits do not exist, so it is the templates
 * that are looked at, and pods as far as nothing else stands for them.
 *
 * @param plan which of them get a ModelSignature
 * @param findings what was found
 * @param declared what is known of images in the namespaces where something was found
 */
record ImageLook(DiscoveryPlan<FoundImage> plan, ImageFindings findings, DeclaredImages declared) {
  private static final int LONGEST = 300;

  /** Without anything. */
  static ImageLook nothing() {
    return new ImageLook(DiscoveryPlan.of(List.of()), new ImageFindings(), new DeclaredImages());
  }

  /**
   * Looks.
   *
   * @param covering the policies that discover images, by the namespaces that they select
   * @throws KubernetesClientException when workloads or ModelSignatures cannot be listed
   */
  static ImageLook at(
      Map<String, List<ClusterModelTrustPolicy>> covering, KubernetesClient client) {
    var findings = new ImageFindings();
    new Workloads(client)
        .forEach(covering.keySet(), (kind, workload) -> note(kind, workload, covering, findings));
    Set<String> namespaces = new TreeSet<>();
    Collection<FoundImage> found = findings.found();
    found.forEach(image -> namespaces.add(image.namespace()));
    namespaces.addAll(findings.taggedIn());
    DeclaredImages declared = DeclaredImages.in(namespaces, client);
    return new ImageLook(
        DiscoveryPlan.of(found.stream().filter(image -> !declared.isByHandOnly(image)).toList()),
        findings,
        declared);
  }

  private static void note(
      WorkloadKind kind,
      ObjectNode workload,
      Map<String, List<ClusterModelTrustPolicy>> covering,
      ImageFindings findings) {
    JsonNode metadata = workload.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    Map<String, String> labels = new HashMap<>();
    metadata
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText("")));
    List<ClusterModelTrustPolicy> selecting =
        covering.getOrDefault(namespace, List.of()).stream()
            .filter(policy -> selects(policy.getSpec().discovery.images.workloadSelector, labels))
            .toList();
    if (selecting.isEmpty()) {
      return;
    }
    TemplateImages images = TemplateImages.of(kind, workload);
    var user =
        new WorkloadUser(
            kind,
            metadata.path("name").asText(""),
            metadata.path("uid").asText(""),
            metadata.path("creationTimestamp").asText(""));
    selecting.forEach(policy -> findings.add(policy, namespace, user, images));
  }

  private static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
    return selector == null
        || switch (LabelSelection.of(selector, labels)) {
          case Selection.Selected _ -> true;
          case Selection.CannotTell _, Selection.NotSelected _ -> false;
        };
  }

  /** What is said of a policy. */
  DiscoveryReports.Images report(String policy, int refused) {
    return new DiscoveryReports.Images(
        plan.made().getOrDefault(policy, 0) - refused,
        plan.leftOut().getOrDefault(policy, 0) + findings.dropped(policy),
        refused,
        findings.tagged(policy),
        findings.tags(policy).stream().map(this::text).toList());
  }

  private String text(ImageFindings.Tag tag) {
    return Printable.of(
        "%s/%s: %s%s"
            .formatted(
                tag.namespace(),
                tag.workload(),
                tag.reference(),
                declared
                    .pinned(tag.namespace(), tag.reference())
                    .map(" (known is %s)"::formatted)
                    .orElse("")),
        LONGEST);
  }
}
