// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One look at all claims, and at the images of workloads where a policy asks for it: makes the
 * ModelSignatures that are missing, and deletes those that it made and nobody selects any more.
 * Lists are read in pages, and of what is in them little is kept. What fails is done at the next
 * look.
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
   * @return a report for each policy that discovers anything, by its name
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
    Map<String, Map<String, String>> namespaces = discovering.isEmpty() ? Map.of() : namespaces();
    Set<String> unanswered = new HashSet<>();
    DiscoveryPlan<FoundClaim> claims = DiscoveryPlan.of(found(discovering, namespaces, unanswered));
    Optional<ImageLook> images = images(discovering, namespaces);
    boolean allUsable = policies.stream().allMatch(DiscoveryPass::isUsable);
    Settlement.Refused refused =
        new Settlement(
                client,
                claims,
                images.orElseGet(ImageLook::nothing).plan(),
                allUsable && unanswered.isEmpty(),
                allUsable && images.isPresent())
            .settle();
    Map<String, DiscoveryReports.Report> reports = new HashMap<>();
    for (ClusterModelTrustPolicy policy : discovering) {
      String name = policy.getMetadata().getName();
      if (!unanswered.contains(name)) {
        int failed = refused.claims().getOrDefault(name, 0);
        int failedImages = refused.images().getOrDefault(name, 0);
        reports.put(
            name,
            new DiscoveryReports.Report(
                claims.made().getOrDefault(name, 0) - failed,
                claims.leftOut().getOrDefault(name, 0),
                failed,
                policy.getSpec().discovery.images == null
                    ? Optional.empty()
                    : images.map(look -> look.report(name, failedImages))));
      }
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
        || (isUsable(spec.discovery.claimSelector)
            && (spec.discovery.images == null || isUsable(spec.discovery.images.workloadSelector))
            && spec.match.namespaceSelector != null
            && isUsable(spec.match.namespaceSelector));
  }

  private static boolean isUsable(@Nullable LabelSelector selector) {
    return selector == null || LabelSelection.fault(selector).isEmpty();
  }

  private Map<String, Map<String, String>> namespaces() {
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
    return namespaces;
  }

  /** Empty while they cannot be listed, which keeps nobody from what is done for claims. */
  private Optional<ImageLook> images(
      List<ClusterModelTrustPolicy> policies, Map<String, Map<String, String>> namespaces) {
    Map<String, List<ClusterModelTrustPolicy>> covering = new HashMap<>();
    for (ClusterModelTrustPolicy policy : policies) {
      if (policy.getSpec().discovery.images != null) {
        namespaces.forEach(
            (namespace, labels) -> {
              if (covers(policy, labels)) {
                covering.computeIfAbsent(namespace, name -> new ArrayList<>()).add(policy);
              }
            });
      }
    }
    try {
      return Optional.of(ImageLook.at(covering, client));
    } catch (KubernetesClientException | UncheckedIOException e) {
      LOG.warnf(
          "images are not discovered, because workloads cannot be listed: %s; hint: compare the"
              + " rights of the operator with those of this release",
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Adds the names of policies whose selector the API server refuses. */
  private List<FoundClaim> found(
      List<ClusterModelTrustPolicy> policies,
      Map<String, Map<String, String>> namespaces,
      Set<String> unanswered) {
    var models = new LocalModels(client);
    List<FoundClaim> found = new ArrayList<>();
    for (ClusterModelTrustPolicy policy : policies) {
      try {
        find(policy, namespaces, models, found);
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
      LocalModels models,
      List<FoundClaim> found) {
    DiscoveryRules rules = policy.getSpec().discovery;
    Set<String> taken = new HashSet<>();
    var claims = client.persistentVolumeClaims().inAnyNamespace();
    if (rules.owners != null) {
      Pages.forEach(
          claims,
          (PersistentVolumeClaim claim) ->
              owner(claim, rules)
                  .filter(owner -> isOffered(policy, claim, namespaces))
                  .flatMap(owner -> owned(policy, claim, owner, models))
                  .filter(one -> taken.add(one.key()))
                  .ifPresent(found::add));
    }
    if (rules.claimSelector != null) {
      Pages.forEach(
          claims.withLabelSelector(rules.claimSelector),
          (PersistentVolumeClaim claim) -> {
            var one =
                FoundClaim.of(
                    policy.getMetadata().getName(), claim, Optional.empty(), rules.verification);
            if (isOffered(policy, claim, namespaces) && taken.add(one.key())) {
              found.add(one);
            }
          });
    }
  }

  private static Optional<OwnerReference> owner(PersistentVolumeClaim claim, DiscoveryRules rules) {
    return Stream.ofNullable(claim.getMetadata().getOwnerReferences())
        .flatMap(List::stream)
        .filter(
            owner ->
                rules.owners.stream()
                    .anyMatch(
                        wanted ->
                            Objects.equals(wanted.kind, owner.getKind())
                                && Objects.equals(
                                    wanted.apiGroup, WorkloadKind.group(owner.getApiVersion()))))
        .findFirst();
  }

  /** Empty for the claim of a cache that is gone: nobody knows where its model is. */
  private static Optional<FoundClaim> owned(
      ClusterModelTrustPolicy policy,
      PersistentVolumeClaim claim,
      OwnerReference owner,
      LocalModels models) {
    boolean inPart = LocalModels.isCache(owner);
    Optional<String> path =
        inPart ? models.path(owner, claim.getMetadata().getNamespace()) : Optional.empty();
    return inPart && path.isEmpty()
        ? Optional.empty()
        : Optional.of(
            FoundClaim.of(
                policy.getMetadata().getName(),
                claim,
                path,
                policy.getSpec().discovery.verification));
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

  private static boolean isOffered(
      ClusterModelTrustPolicy policy,
      PersistentVolumeClaim claim,
      Map<String, Map<String, String>> namespaces) {
    var labels = namespaces.get(claim.getMetadata().getNamespace());
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    return labels != null
        && covers(policy, labels)
        && claim.getMetadata().getDeletionTimestamp() == null
        && (annotations == null || !annotations.containsKey(ApiGroup.NO_DISCOVERY_ANNOTATION));
  }
}
