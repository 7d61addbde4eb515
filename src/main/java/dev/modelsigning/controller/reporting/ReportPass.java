// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.manifest.Digest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Writes the reports that have changed, and deletes those of namespaces without results. Every half
 * hour it looks at all that there are, and writes all anew. For one thread.
 */
final class ReportPass {
  private static final Logger LOG = Logger.getLogger(ReportPass.class);

  /** Between two looks at what others may have done to the reports. */
  static final Duration ANEW = Duration.ofMinutes(30);

  private final KubernetesClient client;
  private final Map<String, String> written = new HashMap<>();

  /** Without results in the last pass: one pass may be too early to have seen them. */
  private Set<String> surplusBefore = Set.of();

  private Instant lookedAt = Instant.EPOCH;

  ReportPass(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Runs.
   *
   * @param models all ModelSignatures of the cluster
   * @param modes of the policies
   * @param owner with which the reports go
   * @return whether the cluster has the API of reports
   * @throws KubernetesClientException when reports cannot be listed
   */
  boolean run(
      Stream<ModelSignature> models, CurrentModes modes, OwnerReference owner, Instant now) {
    if (!now.isBefore(lookedAt.plus(ANEW)) && !look()) {
      return false;
    }
    lookedAt = now.isBefore(lookedAt.plus(ANEW)) ? lookedAt : now;
    Map<String, List<ModelSignature>> byNamespace = new HashMap<>();
    models.forEach(
        model ->
            byNamespace
                .computeIfAbsent(model.getMetadata().getNamespace(), name -> new ArrayList<>())
                .add(model));
    Set<String> reported = new HashSet<>();
    byNamespace.forEach(
        (namespace, all) ->
            NamespaceReport.of(namespace, all, modes, owner)
                .ifPresent(
                    report -> {
                      reported.add(namespace);
                      write(namespace, report);
                    }));
    Set<String> surplus = new HashSet<>(written.keySet());
    surplus.removeAll(reported);
    surplus.stream().filter(surplusBefore::contains).forEach(this::delete);
    surplusBefore = Set.copyOf(surplus);
    return true;
  }

  /** Of what is there the content is not known: it is written once more. */
  private boolean look() {
    Map<String, String> found = new HashMap<>();
    try {
      Pages.forEach(
          client
              .genericKubernetesResources(NamespaceReport.KIND)
              .inAnyNamespace()
              .withLabel(NamespaceReport.MANAGED_BY, NamespaceReport.SOURCE),
          (GenericKubernetesResource report) -> {
            if (NamespaceReport.NAME.equals(report.getMetadata().getName())) {
              found.put(report.getMetadata().getNamespace(), "");
            }
          });
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
    written.clear();
    written.putAll(found);
    return true;
  }

  private void write(String namespace, GenericKubernetesResource report) {
    String json = client.getKubernetesSerialization().asJson(report);
    String digest = Digest.sha256(json.getBytes(StandardCharsets.UTF_8)).hex();
    if (digest.equals(written.get(namespace))) {
      return;
    }
    try {
      client
          .genericKubernetesResources(NamespaceReport.KIND)
          .inNamespace(namespace)
          .resource(report)
          .fieldManager(NamespaceReport.SOURCE)
          .forceConflicts()
          .serverSideApply();
      written.put(namespace, digest);
    } catch (KubernetesClientException e) {
      // The namespace goes, or a quota is used up: the next look tries again.
      LOG.debugf("namespace=%s the report cannot be written: %s", namespace, e.getMessage());
    }
  }

  private void delete(String namespace) {
    try {
      client
          .genericKubernetesResources(NamespaceReport.KIND)
          .inNamespace(namespace)
          .withName(NamespaceReport.NAME)
          .delete();
      written.remove(namespace);
    } catch (KubernetesClientException e) {
      LOG.debugf(
          "namespace=%s the report stays until the next look: %s", namespace, e.getMessage());
    }
  }
}
