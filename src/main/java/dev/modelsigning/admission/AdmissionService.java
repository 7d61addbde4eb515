// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.metrics.MeterNames;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the caches of the webhook's process and answers requests from them. In the operator's
 * process it does nothing.
 */
@Singleton
public class AdmissionService {
  private static final Logger LOG = Logger.getLogger(AdmissionService.class);

  /** Part of the webhook's 5 seconds that a question to the API server may take. */
  private static final Duration LIVE_BUDGET = Duration.ofSeconds(1);

  private final OmsConfig config;
  private final KubernetesClient client;
  private final MeterRegistry meters;
  private final Clock clock;
  private final Set<String> exempt;
  private volatile @Nullable Caches caches;

  private record Caches(InformedView view, KubernetesClient live) {}

  /** Constructed by the container. */
  public AdmissionService(
      OmsConfig config, KubernetesClient client, MeterRegistry meters, Clock clock) {
    this.config = config;
    this.client = client;
    this.meters = meters;
    this.clock = clock;
    this.exempt = Set.of("kube-system", "kube-public", "kube-node-lease", config.namespace());
  }

  void start(@Observes StartupEvent event) {
    if (config.role() != Role.WEBHOOK) {
      return;
    }
    var view = new InformedView(client);
    caches = new Caches(view, impatient(client));
    view.start();
  }

  void stop(@Observes ShutdownEvent event) {
    Caches running = caches;
    if (running != null) {
      running.view().close();
      running.live().close();
    }
  }

  /** Whether requests can be answered: the role is webhook and every cache has been filled. */
  public boolean isReady() {
    Caches running = caches;
    return running != null && running.view().isSynced();
  }

  /**
   * Whether the caches also follow the cluster now. They still serve while they do not: what they
   * hold is bound to generations and identities, and a refusal comes with the next attempt.
   */
  boolean isFollowing() {
    Caches running = caches;
    return running != null && running.view().isFollowing();
  }

  /** Walks the whole way of a denial once, for warming up; the answer means nothing. */
  AdmissionResponse rehearse(AdmissionRequest request) {
    return ReviewExchange.response(
        request.getUid(),
        ReviewExchange.request(request)
            .map(new PodDecision(new SampleView(), clock, Set.of())::decide)
            .orElseGet(AdmissionService::notAPod));
  }

  /** Decides; a request that is not about a pod is denied. Call only when ready. */
  AdmissionResponse answer(AdmissionRequest request) {
    long begun = System.nanoTime();
    AdmissionDecision decision =
        ReviewExchange.request(request).map(this::decide).orElseGet(AdmissionService::notAPod);
    if (!Boolean.TRUE.equals(request.getDryRun())) {
      count(decision, System.nanoTime() - begun);
      log(request, decision);
    }
    return ReviewExchange.response(request.getUid(), decision);
  }

  private AdmissionDecision decide(PodRequest request) {
    Caches running = caches;
    return running == null
        ? new Denied("the webhook is not ready: try again", Map.of("decision", "deny"))
        : new PodDecision(new FreshView(running.view(), running.live(), LIVE_BUDGET), clock, exempt)
            .decide(request);
  }

  private static AdmissionDecision notAPod() {
    return new Denied(
        "the request is not about a pod: the webhook's rules must name pods and"
            + " pods/ephemeralcontainers only",
        Map.of("decision", "deny"));
  }

  private void count(AdmissionDecision decision, long nanoseconds) {
    String result =
        switch (decision) {
          case Allowed allowed -> allowed.warnings().isEmpty() ? "allow" : "warn";
          case Denied denied -> "deny";
        };
    meters
        .timer(MeterNames.ADMISSION_DECISIONS, "decision", result)
        .record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  private static void log(AdmissionRequest request, AdmissionDecision decision) {
    if (decision instanceof Denied denied) {
      LOG.infof(
          "denied namespace=%s pod=%s operation=%s: %s",
          request.getNamespace(), request.getName(), request.getOperation(), denied.message());
    }
  }

  private static KubernetesClient impatient(KubernetesClient client) {
    var patient = client.getConfiguration();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(patient)
                .withRequestTimeout((int) LIVE_BUDGET.toMillis())
                .withConnectionTimeout((int) LIVE_BUDGET.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
