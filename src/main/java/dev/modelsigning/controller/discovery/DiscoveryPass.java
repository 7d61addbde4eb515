// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * One look at all claims: makes the ModelSignatures that are missing, and deletes those that it
 * made and nobody selects any more. Lists are read in pages, and of claims little is kept. What
 * fails is done at the next look.
 */
final class DiscoveryPass {
  private static final Logger LOG = Logger.getLogger(DiscoveryPass.class);

  private final KubernetesClient client;
  private final Set<String> exempt;

  /**
   * @param exempt names of the namespaces in which nothing is discovered
   */
  DiscoveryPass(KubernetesClient client, Set<String> exempt) {
    this.client = client;
    this.exempt = Set.copyOf(exempt);
  }

  /**
   * Runs.
   *
   * @param policies all policies of the cluster
   * @return a report for each policy that discovers claims, by its name
   * @throws KubernetesClientException when claims, namespaces or ModelSignatures cannot be listed:
   *     then nothing was made or deleted
   */
  Map<String, DiscoveryReports.Report> run(Collection<ClusterModelTrustPolicy> policies) {
    List<ClusterModelTrustPolicy> discovering =
        policies.stream()
            .filter(policy -> policy.getMetadata().getDeletionTimestamp() == null)
            .filter(policy -> policy.getSpec() != null && policy.getSpec().discovery != null)
            .filter(DiscoveryPass::isUsable)
            .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
            .toList();
    Set<String> unanswered = new HashSet<>();
    DiscoveryPlan plan =
        DiscoveryPlan.of(discovering.isEmpty() ? List.of() : found(discovering, unanswered));
    Map<String, Integer> refused =
        settle(plan, unanswered.isEmpty() && policies.stream().allMatch(DiscoveryPass::isUsable));
    Map<String, DiscoveryReports.Report> reports = new HashMap<>();
    for (ClusterModelTrustPolicy policy : discovering) {
      String name = policy.getMetadata().getName();
      if (unanswered.contains(name)) {
        continue;
      }
      int failed = refused.getOrDefault(name, 0);
      reports.put(
          name,
          new DiscoveryReports.Report(
              plan.made().getOrDefault(name, 0) - failed,
              plan.leftOut().getOrDefault(name, 0),
              failed));
    }
    return reports;
  }

  /** While one cannot be evaluated nothing is deleted: it may select what nobody else does. */
  private static boolean isUsable(ClusterModelTrustPolicy policy) {
    var spec = policy.getSpec();
    if (!Unreadable.isReadable(policy) || spec == null || spec.match == null) {
      return false;
    }
    return spec.discovery == null
        || (spec.discovery.claimSelector != null
            && LabelSelection.fault(spec.discovery.claimSelector).isEmpty()
            && spec.match.namespaceSelector != null
            && LabelSelection.fault(spec.match.namespaceSelector).isEmpty());
  }

  /** Adds the names of policies whose selector the API server refuses. */
  private List<FoundClaim> found(List<ClusterModelTrustPolicy> policies, Set<String> unanswered) {
    Map<String, Map<String, String>> namespaces = new HashMap<>();
    Pages.forEach(
        client.namespaces(),
        (Namespace namespace) -> {
          if (namespace.getMetadata().getDeletionTimestamp() == null
              && !exempt.contains(namespace.getMetadata().getName())) {
            namespaces.put(
                namespace.getMetadata().getName(),
                Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()));
          }
        });
    List<FoundClaim> found = new ArrayList<>();
    for (ClusterModelTrustPolicy policy : policies) {
      try {
        find(policy, namespaces, found);
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_BAD_REQUEST) {
          throw e;
        }
        String name = policy.getMetadata().getName();
        LOG.warnf(
            "policy=%s the API server refuses spec.discovery.claimSelector, so nothing is"
                + " discovered for it: %s; hint: correct keys and values of the labels",
            name, e.getMessage());
        unanswered.add(name);
      }
    }
    return found;
  }

  private void find(
      ClusterModelTrustPolicy policy,
      Map<String, Map<String, String>> namespaces,
      List<FoundClaim> found) {
    DiscoveryRules rules = policy.getSpec().discovery;
    Pages.forEach(
        client.persistentVolumeClaims().inAnyNamespace().withLabelSelector(rules.claimSelector),
        (PersistentVolumeClaim claim) -> {
          var labels = namespaces.get(claim.getMetadata().getNamespace());
          if (labels != null && covers(policy, labels) && isOffered(claim)) {
            found.add(FoundClaim.of(policy.getMetadata().getName(), claim, rules.verification));
          }
        });
  }

  /** Nothing is made in a namespace that the policy may not select. */
  private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
    var match = policy.getSpec().match;
    return match != null
        && switch (LabelSelection.of(match.namespaceSelector, labels)) {
          case Selection.Selected _ -> true;
          case Selection.CannotTell _, Selection.NotSelected _ -> false;
        };
  }

  private static boolean isOffered(PersistentVolumeClaim claim) {
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    return claim.getMetadata().getDeletionTimestamp() == null
        && (annotations == null || !annotations.containsKey(ApiGroup.NO_DISCOVERY_ANNOTATION));
  }

  /** Returns for how many claims of each policy there is no ModelSignature in the end. */
  private Map<String, Integer> settle(DiscoveryPlan plan, boolean mayDelete) {
    Set<String> present = new HashSet<>();
    List<ModelSignature> surplus = new ArrayList<>();
    Pages.forEach(
        client
            .resources(ModelSignature.class)
            .inAnyNamespace()
            .withLabel(ApiGroup.DISCOVERED_LABEL),
        (ModelSignature signature) -> {
          Optional<OwnerReference> claim = DiscoveredSignature.claimOf(signature);
          if (claim.isEmpty()) {
            return;
          }
          String key = signature.getMetadata().getNamespace() + "/" + claim.get().getName();
          FoundClaim wanted = plan.wanted().get(key);
          if (wanted != null && wanted.uid().equals(claim.get().getUid())) {
            present.add(key);
          } else if (mayDelete && signature.getMetadata().getDeletionTimestamp() == null) {
            surplus.add(named(signature));
          }
        });
    surplus.forEach(this::delete);
    Map<String, Integer> refused = new HashMap<>();
    plan.wanted()
        .forEach(
            (key, claim) -> {
              if (!present.contains(key) && !make(claim)) {
                refused.merge(claim.policy(), 1, Integer::sum);
              }
            });
    return refused;
  }

  /** What a deletion needs: tenants decide how large the rest is, and how many there are. */
  private static ModelSignature named(HasMetadata signature) {
    var metadata = signature.getMetadata();
    var named = new ModelSignature();
    named.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withResourceVersion(metadata.getResourceVersion())
            .build());
    return named;
  }

  private boolean make(FoundClaim claim) {
    try {
      client.resource(DiscoveredSignature.of(claim)).create();
      LOG.infof("namespace=%s claim=%s discovered", claim.namespace(), claim.name());
      return true;
    } catch (KubernetesClientException e) {
      // The name is taken, a quota is used up, or the namespace goes: the claim stays as it is.
      LOG.debugf("%s gets no ModelSignature: %s", claim.key(), e.getMessage());
      return false;
    }
  }

  /** Only the one that was seen: somebody else may have made another of its name. */
  private void delete(ModelSignature signature) {
    try {
      client
          .resource(signature)
          .lockResourceVersion(signature.getMetadata().getResourceVersion())
          .delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        LOG.debugf(
            "namespace=%s name=%s stays for now: %s",
            signature.getMetadata().getNamespace(),
            signature.getMetadata().getName(),
            e.getMessage());
      }
    }
  }
}
