// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.volume.NodeVerdicts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at the drifted models every half minute: at what the policies want by then, and at the pods
 * that are left. It reads caches and status only, so a look costs no measurement and no judgement.
 *
 * <p>It knows those models that this process has reconciled. A process that waits for leadership
 * reconciles none, and one that begins reconciles all.
 */
@Singleton
public class DriftWatch {
  /** Between two looks. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** Until a status that was just written is in the cache. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(DriftWatch.class);

  private final DriftAnswer answer;
  private final ExemptNamespaces exempt;
  private final Map<ResourceID, Map<String, DriftedModel>> drifted = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looks;
  private volatile Optional<DriftCaches> caches = Optional.empty();

  /** Constructed by the container. */
  @Inject
  public DriftWatch(OmsConfig config, KubernetesClient client, Clock clock) {
    this(
        ExemptNamespaces.of(config),
        new DriftAnswer(new ResourceEvents(client, clock), new PodEviction(client)),
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("drift-watch").factory()));
  }

  DriftWatch(ExemptNamespaces exempt, DriftAnswer answer, ScheduledExecutorService looks) {
    this.exempt = exempt;
    this.answer = answer;
    this.looks = looks;
  }

  /** Begins to look, with these caches. */
  public void start(DriftCaches filled) {
    caches = Optional.of(filled);
    var unused =
        looks.scheduleWithFixedDelay(
            this::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Notes what a reconciliation found out about a model. */
  public void observe(ModelSignature signature, ModelSignatureStatus status) {
    ResourceID id = ResourceID.fromResource(signature);
    Set<String> nodes = ContentHistory.drifted(status);
    if (nodes.isEmpty() || exempt.contains(signature.getMetadata().getNamespace())) {
      drifted.remove(id);
    } else if (!drifted
        .computeIfAbsent(id, key -> new ConcurrentHashMap<>())
        .keySet()
        .containsAll(nodes)) {
      var unused = looks.schedule(() -> look(), SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Looks at every drifted model once. One that fails is left for the next look. */
  public synchronized void look() {
    caches.ifPresent(
        seen ->
            drifted.forEach(
                (id, models) -> {
                  try {
                    lookAt(seen, id, models);
                  } catch (RuntimeException e) {
                    LOG.warnf(
                        "namespace=%s name=%s its drift is looked at again later: %s",
                        id.getNamespace().orElse(""), id.getName(), e.getMessage());
                  }
                }));
  }

  private void lookAt(DriftCaches seen, ResourceID id, Map<String, DriftedModel> models) {
    Optional<ModelSignature> stored = seen.signature(id);
    if (stored.isEmpty()) {
      drifted.remove(id);
      return;
    }
    if (stored.get().getStatus() == null) {
      return;
    }
    models.keySet().retainAll(ContentHistory.drifted(stored.get().getStatus()));
    for (ModelSignatureStatus status : NodeVerdicts.each(stored.get().getStatus())) {
      ContentHistory.driftedAt(status)
          .ifPresent(
              driftedAt -> {
                String node = NodeVerdicts.nodeName(status);
                var model = models.computeIfAbsent(node, name -> new DriftedModel());
                model.driftedAt(driftedAt);
                lookAt(seen, stored.get(), status, model);
              });
    }
  }

  /** Of a volume that several nodes have, the pods of the node that drifted are concerned. */
  private void lookAt(
      DriftCaches seen, ModelSignature stored, ModelSignatureStatus status, DriftedModel model) {
    ModelSignature signature = NodeVerdicts.with(stored, status);
    boolean onAnyNode = NodeVerdicts.of(stored.getStatus()).isEmpty();
    String node = NodeVerdicts.nodeName(status);
    String namespace = stored.getMetadata().getNamespace();
    DriftRuling.of(signature, seen.policiesOver(namespace), seen.labelsOf(namespace))
        .ifPresent(
            ruling ->
                answer.give(
                    signature,
                    ruling,
                    model,
                    seen.podsMounting(signature).stream()
                        .filter(pod -> onAnyNode || node.equals(pod.getSpec().getNodeName()))
                        .toList()));
  }

  /** Looks at nothing any more. */
  @PreDestroy
  public void stop() {
    looks.shutdownNow();
  }
}
