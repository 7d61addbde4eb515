// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.binding.SignsOfLife;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.explanation.Explainer;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the caches of the webhook's process and decides requests from them. In the operator's
 * process it does nothing.
 */
@Singleton
public class AdmissionService {
  private final OmsConfig config;
  private final Supplier<ClusterState> states;
  private final MeterRegistry meters;
  private final DecisionMeters counts;
  private final Clock clock;
  private final ExemptNamespaces exempt;
  private final RehearsedCaches sample;
  private volatile @Nullable ClusterState state;

  /** Constructed by the container. */
  @Inject
  public AdmissionService(
      OmsConfig config, KubernetesClient client, MeterRegistry meters, Clock clock) {
    this(config, () -> new InformedState(client, meters), meters, clock);
  }

  /**
   * Nothing is read before the start of the application.
   *
   * @param states makes the caches of a webhook's process
   */
  AdmissionService(
      OmsConfig config, Supplier<ClusterState> states, MeterRegistry meters, Clock clock) {
    this.config = config;
    this.states = states;
    this.meters = meters;
    this.counts = new DecisionMeters(meters);
    this.clock = clock;
    this.exempt = ExemptNamespaces.of(config);
    this.sample = new RehearsedCaches(clock);
  }

  void start(@Observes StartupEvent event) {
    if (isWebhook()) {
      ClusterState started = states.get();
      state = started;
      started.start();
      Metric.WEBHOOK_READY.gauge(
          meters, started, now -> now.isSynced() && now.isFollowing() ? 1 : 0);
      Metric.HEARTBEAT.gauge(meters, started, AdmissionService::oldestSign);
      Metric.POLICIES_STALE.gauge(
          meters, started, now -> SignsOfLife.stale(now.view().policies(), clock.instant()));
    }
  }

  private static double oldestSign(ClusterState state) {
    return SignsOfLife.oldest(state.view().policies())
        .map(oldest -> (double) oldest.getEpochSecond())
        .orElse(Double.NaN);
  }

  void stop(@Observes ShutdownEvent event) {
    current().ifPresent(ClusterState::close);
  }

  /** Whether this is the webhook's process. */
  boolean isWebhook() {
    return config.role() == Role.WEBHOOK;
  }

  /** Whether requests can be decided: the role is webhook and every cache has been filled once. */
  public boolean isReady() {
    return current().filter(ClusterState::isSynced).isPresent();
  }

  /**
   * Whether every watch is running. Requests are decided even when one is not: what the caches hold
   * is bound to generations and identities, so an outdated cache leads to a denial and a retry.
   */
  boolean isFollowing() {
    return current().filter(ClusterState::isFollowing).isPresent();
  }

  /** Whether nothing but a new process would help. */
  boolean isLost() {
    return current().filter(state -> !state.isAlive()).isPresent();
  }

  private Optional<ClusterState> current() {
    return Optional.ofNullable(state);
  }

  /** The caches, for threads that must not wait. */
  ClusterState caches() {
    return current().map(ClusterState::cachedOnly).orElseThrow(CachedState.NotCachedException::new);
  }

  /** Others of the same classes, with what is rehearsed. */
  ClusterState rehearsedCaches() {
    return current()
        .map(running -> running.cachedOnly(sample.get()))
        .orElseGet(() -> new CachedState(sample::get, sample.get().policyStore()::get));
  }

  /**
   * Decides one request; one that is not about a pod is denied. Call only when ready.
   *
   * @param path names the policies that judge
   * @throws KubernetesClientException when what the decision needs cannot be read
   */
  AdmissionResponse decide(AdmissionRequest request, ReviewPath path) {
    long start = System.nanoTime();
    if (RequestedExplanation.isIn(request)) {
      return current()
          .map(running -> explained(running, request))
          .orElseGet(() -> unconcerned(request.getUid()));
    }
    return decided(
        request,
        current()
            .map(running -> decide(running, request, path))
            .orElseGet(
                () ->
                    new Denied(
                        "the webhook is not ready; hint: try again in a few seconds",
                        Map.of("decision", "deny"))),
        start);
  }

  /**
   * The same from the caches alone, without ever waiting.
   *
   * @param caches {@link #caches}, or those that are rehearsed
   * @throws CachedState.NotCachedException when the API server has to be asked, or it takes long
   */
  AdmissionResponse decideNow(ClusterState caches, AdmissionRequest request, ReviewPath path) {
    long start = System.nanoTime();
    if (RequestedExplanation.isIn(request)
        || !UsualPod.is(request.getObject())
        || !UsualPod.is(request.getOldObject())) {
      throw new CachedState.NotCachedException();
    }
    return decided(request, decide(caches, request, path), start);
  }

  private AdmissionResponse decided(
      AdmissionRequest request, AdmissionDecision decision, long start) {
    if (!Boolean.TRUE.equals(request.getDryRun())) {
      counts.count(request, decision, Duration.ofNanos(System.nanoTime() - start));
    }
    return ReviewExchange.response(request, decision);
  }

  /**
   * By all policies that cover the namespace, whichever entry asks: the API server passes the
   * answer of only one entry on.
   */
  private AdmissionResponse explained(ClusterState running, AdmissionRequest request) {
    return ReviewExchange.request(request)
        .map(
            pod -> {
              ClusterView view = viewFor(running, pod);
              return RequestedExplanation.response(
                  request.getUid(),
                  new Explainer(view, decisions(view)).explain(pod, new PolicyScope.Covering()));
            })
        .orElseGet(() -> ReviewExchange.response(request.getUid(), ReviewExchange.notAPod()));
  }

  private AdmissionDecision decide(
      ClusterState running, AdmissionRequest request, ReviewPath path) {
    Optional<String> bound = ReviewExchange.boundPod(request);
    if (bound.isPresent()) {
      return bind(running, request, bound.get(), path);
    }
    return ReviewExchange.request(request)
        .map(pod -> judge(running, viewFor(running, pod), pod, path))
        .orElseGet(ReviewExchange::notAPod);
  }

  /** A new pod that names its node is not judged again, since no scheduler binds it. */
  private static ClusterView viewFor(ClusterState running, PodRequest request) {
    boolean runsAtOnce =
        request.operation().equals("CREATE")
            && request.pod().getSpec() != null
            && request.pod().getSpec().getNodeName() != null;
    return runsAtOnce ? running.freshView() : running.view();
  }

  /**
   * Decides again when the node of a stored pod is known: since the pod was admitted, its claims
   * may have been exchanged. A pod that does not exist is not bound either.
   */
  private AdmissionDecision bind(
      ClusterState running, AdmissionRequest request, String name, ReviewPath path) {
    if (exempt.contains(Objects.requireNonNullElse(request.getNamespace(), ""))) {
      return new Allowed(List.of(), Map.of());
    }
    return running
        .pod(Objects.requireNonNullElse(request.getNamespace(), ""), name)
        .map(stored -> ReviewExchange.bindingRequest(request, stored))
        .map(pod -> judge(running, running.freshView(), pod, path))
        .orElseGet(() -> new Allowed(List.of(), Map.of()));
  }

  private AdmissionDecision judge(
      ClusterState running, ClusterView view, PodRequest pod, ReviewPath path) {
    return decisions(view).decide(pod, scope(running, pod, path));
  }

  private static PolicyScope scope(ClusterState running, PodRequest pod, ReviewPath path) {
    if (path.isNamespaced()) {
      return new PolicyScope.Named(running.namespacedPolicies(pod.namespace()));
    }
    return path.isForAll()
        ? new PolicyScope.Covering()
        : new PolicyScope.Named(running.policies(path.policies()));
  }

  /**
   * Whether pods of the namespace are judged; without caches that is not known. The API server has
   * compared the namespace with the selectors of the policies that a path names.
   */
  boolean concerns(String namespace, ReviewPath path) {
    if (exempt.contains(namespace)) {
      return false;
    }
    return !path.isForAll()
        || current().map(now -> decisions(now.view()).concerns(namespace)).orElse(true);
  }

  /** The same from the caches alone. */
  boolean concernsNow(ClusterState caches, String namespace, ReviewPath path) {
    return !exempt.contains(namespace)
        && (!path.isForAll() || decisions(caches.view()).concerns(namespace));
  }

  /**
   * Warns about the pods of a workload; whatever it is, it is admitted. Call only when ready.
   *
   * @param path names the policies that judge
   */
  AdmissionResponse warn(AdmissionRequest request, ReviewPath path) {
    List<String> warnings =
        current()
            .map(
                running ->
                    WorkloadWarnings.of(
                        request,
                        pod ->
                            decisions(running.view())
                                .answers(
                                    pod, new PolicyScope.Named(running.policies(path.policies())))))
            .orElse(List.of());
    return ReviewExchange.response(request.getUid(), new Allowed(warnings, Map.of()));
  }

  /** The answer where nothing is judged. */
  AdmissionResponse unconcerned(String uid) {
    return ReviewExchange.response(uid, new Allowed(List.of(), Map.of()));
  }

  private PodDecision decisions(ClusterView view) {
    return new PodDecision(view, clock, exempt.names());
  }
}
