// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.publishing.Publication.NotWanted;
import dev.modelsigning.controller.publishing.Publication.Wanted;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.job.MeasurerImage;
import dev.modelsigning.measurement.job.OwnImage;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the trust of policies that want gates: one ConfigMap in each namespace that such a
 * policy selects, with a key for each of them. What somebody else wrote under its name is replaced.
 */
@Singleton
public class TrustPublisher {
  private static final Logger LOG = Logger.getLogger(TrustPublisher.class);
  private static final int MOST_DIGESTS = 8;
  private static final long TIDYING_SECONDS = 60;

  private final NamespaceTrust writer;
  private final GuardState guard;
  private final Supplier<MeasurerImage> image;
  private final ExemptNamespaces exempt;
  private final Map<String, TrustDocument> documents = new HashMap<>();
  private final ScheduledExecutorService tidying =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("published-trust").factory());

  /** Constructed by the container. */
  @Inject
  public TrustPublisher(KubernetesClient client, OmsConfig config, GuardState guard) {
    this(
        client,
        guard,
        new OwnImage(
            client,
            config.namespace(),
            config.podName(),
            config.measurement().image(),
            config.measurement().imageDigest()),
        ExemptNamespaces.of(config));
  }

  TrustPublisher(
      KubernetesClient client,
      GuardState guard,
      Supplier<MeasurerImage> image,
      ExemptNamespaces exempt) {
    this.writer = new NamespaceTrust(client);
    this.guard = guard;
    this.image = image;
    this.exempt = exempt;
  }

  /** Whether a policy wants gates. */
  public static boolean isWantedBy(ClusterModelTrustPolicy policy) {
    return policy.getSpec() != null
        && policy.getSpec().unverifiable != null
        && policy.getSpec().unverifiable.initDownloaded == DownloadRule.RequireGate;
  }

  /**
   * What is in the cluster.
   *
   * @param policies all policies
   * @param namespaces all namespaces
   * @param published the published ConfigMaps, with digests in place of their values
   */
  public record Sight(
      Collection<ClusterModelTrustPolicy> policies,
      Collection<Namespace> namespaces,
      Collection<ConfigMap> published) {}

  /**
   * Brings all namespaces up to date.
   *
   * @param policy whose document is new or was looked at again
   */
  public synchronized Publication publish(
      ClusterModelTrustPolicy policy, TrustDocument document, Sight sight) {
    String name = policy.getMetadata().getName();
    documents.put(name, document);
    Round round = round(sight);
    return switch (document) {
      case TrustDocument.NotWanted _ -> new NotWanted();
      case TrustDocument.Unusable(var why) ->
          new Wanted(Optional.empty(), Reason.TrustNotPublishable, why);
      case TrustDocument.Ready _ -> outcome(policy, round);
    };
  }

  /**
   * Removes from now on what no policy wants any more: nobody is told of a policy that is gone.
   *
   * @param sight what is in the cluster, asked for every minute; empty while that is not known
   */
  public void follow(Supplier<Optional<Sight>> sight) {
    var unused =
        tidying.scheduleWithFixedDelay(
            () -> tidy(sight), TIDYING_SECONDS, TIDYING_SECONDS, TimeUnit.SECONDS);
  }

  private synchronized void tidy(Supplier<Optional<Sight>> sight) {
    try {
      sight.get().ifPresent(this::round);
    } catch (RuntimeException e) {
      LOG.warnf("the published trust could not be looked at: %s", e.getMessage());
    }
  }

  @PreDestroy
  void stop() {
    tidying.shutdownNow();
  }

  /** What one look at all namespaces came to, by the name of the policy. */
  private record Round(
      Map<String, Integer> served,
      Map<String, String> tooLarge,
      Map<String, String> failed,
      Map<String, String> absent) {
    void note(Map<String, String> where, Set<String> policies, String why) {
      policies.forEach(policy -> where.putIfAbsent(policy, why));
    }
  }

  private Round round(Sight sight) {
    Map<String, ClusterModelTrustPolicy> wanting =
        sight.policies().stream()
            .filter(TrustPublisher::isWantedBy)
            .collect(Collectors.toMap(p -> p.getMetadata().getName(), p -> p, (a, b) -> a));
    documents.keySet().retainAll(wanting.keySet());
    Set<String> unread =
        wanting.keySet().stream()
            .filter(policy -> !documents.containsKey(policy))
            .collect(Collectors.toSet());
    Map<String, Map<String, String>> published = new HashMap<>();
    for (ConfigMap map : sight.published()) {
      published.put(
          map.getMetadata().getNamespace(), Objects.requireNonNullElse(map.getData(), Map.of()));
    }
    Round round = new Round(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Namespace namespace : sight.namespaces()) {
      if (!isEnding(namespace)) {
        String name = namespace.getMetadata().getName();
        serve(name, selecting(namespace, wanting.values()), unread, published.get(name), round);
      }
    }
    return round;
  }

  /** The API server accepts no new object in a namespace that is being deleted. */
  private static boolean isEnding(Namespace namespace) {
    return namespace.getMetadata().getDeletionTimestamp() != null;
  }

  /** A selector that cannot be evaluated selects nothing here; its policy admits no pod. */
  private Set<String> selecting(Namespace namespace, Collection<ClusterModelTrustPolicy> policies) {
    if (exempt.contains(namespace.getMetadata().getName())) {
      return Set.of();
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    return policies.stream()
        .filter(
            policy ->
                policy.getSpec().match != null
                    && switch (LabelSelection.of(
                        policy.getSpec().match.namespaceSelector, labels)) {
                      case Selection.Selected _ -> true;
                      case Selection.NotSelected _, Selection.CannotTell _ -> false;
                    })
        .map(policy -> policy.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private void serve(
      String namespace,
      Set<String> selecting,
      Set<String> unread,
      @Nullable Map<String, String> published,
      Round round) {
    Map<String, String> wanted = new TreeMap<>();
    for (String policy : selecting) {
      if (documents.get(policy) instanceof TrustDocument.Ready(String json)) {
        wanted.put(policy, json);
      }
    }
    if (!NamespaceTrust.fits(wanted)) {
      round.note(round.tooLarge(), wanted.keySet(), namespace);
      wanted.clear(); // half of the trust would refuse or accept by chance of names
    }
    Set<String> kept =
        selecting.stream().filter(unread::contains).collect(Collectors.toUnmodifiableSet());
    try {
      if (!NamespaceTrust.isUpToDate(published, wanted, kept)) {
        writer.write(namespace, wanted, kept);
      }
      wanted.keySet().forEach(policy -> round.served().merge(policy, 1, Integer::sum));
    } catch (KubernetesClientException e) {
      LOG.warnf("namespace=%s the trust cannot be published: %s", namespace, e.getMessage());
      // Where there is nothing yet, gates wait by themselves: a quota of one namespace, for
      // example,
      // concerns nobody else. What is there may be older than the policy.
      round.note(published == null ? round.absent() : round.failed(), wanted.keySet(), namespace);
    }
  }

  private Wanted outcome(ClusterModelTrustPolicy policy, Round round) {
    String name = policy.getMetadata().getName();
    String tooLarge = round.tooLarge().get(name);
    if (tooLarge != null) {
      return new Wanted(
          Optional.empty(),
          Reason.TrustNotPublishable,
          "The trust does not fit into ConfigMap %s of namespace %s (at most %d bytes of a policy, %d of all); hint: use fewer or smaller authorities and trusted roots"
              .formatted(
                  ApiGroup.TRUST_CONFIG_MAP,
                  tooLarge,
                  NamespaceTrust.MAX_POLICY,
                  NamespaceTrust.MAX_ALL));
    }
    String failed = round.failed().get(name);
    if (failed != null) {
      return new Wanted(
          Optional.empty(),
          Reason.CheckFailed,
          "ConfigMap %s of namespace %s cannot be written yet; see the operator's log"
              .formatted(ApiGroup.TRUST_CONFIG_MAP, failed));
    }
    if (!guard.installed()) {
      return new Wanted(
          Optional.empty(),
          Reason.GuardMissing,
          "Anybody could change ConfigMap %s: %s"
              .formatted(ApiGroup.TRUST_CONFIG_MAP, guard.missing()));
    }
    int namespaces = round.served().getOrDefault(name, 0);
    return new Wanted(
        Optional.of(status(policy, namespaces)),
        Reason.Published,
        "ConfigMap %s is up to date in %d namespaces%s"
            .formatted(ApiGroup.TRUST_CONFIG_MAP, namespaces, absence(round.absent().get(name))));
  }

  private static String absence(@Nullable String namespace) {
    return namespace == null
        ? ""
        : "; it cannot be written into namespace "
            + namespace
            + ", where pods with gates wait: see the operator's log";
  }

  private GateStatus status(ClusterModelTrustPolicy policy, int namespaces) {
    var status = new GateStatus();
    status.trust = EntryFingerprint.ofPublished(policy);
    status.namespaces = namespaces;
    try {
      MeasurerImage own = image.get();
      status.image = own.reference();
      status.digests = List.copyOf(own.digests()).stream().sorted().limit(MOST_DIGESTS).toList();
    } catch (RuntimeException e) {
      // Policies that name their images need no other.
      LOG.debugf("the operator's own image is not known: %s", e.getMessage());
    }
    return status;
  }
}
