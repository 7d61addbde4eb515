// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.gate.Directory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Does to the pods of a drifted model what a policy wants: an Event for each, or its eviction. */
final class DriftAnswer {
  private static final Logger LOG = Logger.getLogger(DriftAnswer.class);

  private final ResourceEvents events;
  private final PodEviction eviction;

  DriftAnswer(ResourceEvents events, PodEviction eviction) {
    this.events = events;
    this.eviction = eviction;
  }

  /**
   * Answers as far as it can; what is left to do is found at the next look.
   *
   * @param model what was said about its pods before
   * @param mounting pods that mount its claim
   */
  void give(
      ModelSignature signature, DriftRuling ruling, DriftedModel model, Collection<Pod> mounting) {
    if (!ruling.includes(DriftResponse.Alert)) {
      return;
    }
    var source = signature.getSpec().source.persistentVolumeClaim;
    var concerned =
        new ConcernedPods(
            source.claimName, Directory.of(source.subPath), Instant.parse(model.driftedAt()));
    List<Pod> pods = mounting.stream().filter(concerned::include).toList();
    model.keepOnly(
        pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
    for (Pod pod : pods) {
      tell(signature, ruling, model, pod);
      if (ruling.includes(DriftResponse.Evict)) {
        evict(signature, ruling, model, pod);
      }
    }
  }

  private void tell(ModelSignature signature, DriftRuling ruling, DriftedModel model, Pod pod) {
    String uid = pod.getMetadata().getUid();
    if (model.isTold(uid)) {
      return;
    }
    String message =
        "The content of ModelSignature %s, which this pod mounts, is not what was verified any more"
            .formatted(signature.getMetadata().getName());
    if (events.writeOnce(
        pod,
        Reason.ContentDrifted,
        message + since(ruling, model) + "; see its status",
        occasion(signature, model))) {
      model.tell(uid);
    }
  }

  private void evict(ModelSignature signature, DriftRuling ruling, DriftedModel model, Pod pod) {
    try {
      switch (eviction.evict(pod)) {
        case EVICTED -> {
          log(signature, ruling, pod, "evicted");
          events.writeOnce(
              pod,
              Reason.EvictedOnDrift,
              "Evicted because the content of ModelSignature %s is not what was verified any more"
                      .formatted(signature.getMetadata().getName())
                  + since(ruling, model),
              occasion(signature, model));
        }
        case HELD -> {
          if (model.isNewlyHeld(pod.getMetadata().getUid())) {
            log(signature, ruling, pod, "not evicted yet; see the PodDisruptionBudgets");
          }
        }
        case GONE -> {}
      }
    } catch (KubernetesClientException e) {
      // One pod that cannot be evicted must not keep the others.
      LOG.warnf(
          "namespace=%s name=%s pod=%s cannot be evicted, tried again: %s",
          signature.getMetadata().getNamespace(),
          signature.getMetadata().getName(),
          pod.getMetadata().getName(),
          e.getMessage());
    }
  }

  /** A pod may mount several models that were found to have drifted in the same second. */
  private static String occasion(ModelSignature signature, DriftedModel model) {
    return signature.getMetadata().getUid() + " " + model.driftedAt();
  }

  private static String since(DriftRuling ruling, DriftedModel model) {
    return " (found at %s; requirements.onDrift of policy %s is %s)"
        .formatted(model.driftedAt(), ruling.policy(), ruling.response());
  }

  private static void log(ModelSignature signature, DriftRuling ruling, Pod pod, String what) {
    LOG.infof(
        "namespace=%s name=%s policy=%s pod=%s %s",
        signature.getMetadata().getNamespace(),
        signature.getMetadata().getName(),
        ruling.policy(),
        pod.getMetadata().getName(),
        what);
  }
}
