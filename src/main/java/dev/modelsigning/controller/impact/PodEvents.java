// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.text.ObjectName;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One Event for each pod and generation of the policy, also after a restart of the operator, and
 * one for what controls the pod, which people look at: a ReplicaSet, a StatefulSet, a Job.
 */
final class PodEvents implements ImpactSurvey.Teller {
  private static final Logger LOG = Logger.getLogger(PodEvents.class);

  private final ResourceEvents events;

  PodEvents(ResourceEvents events) {
    this.events = events;
  }

  @Override
  public boolean tell(Pod pod, ClusterModelTrustPolicy policy, PolicyAnswer answer) {
    var metadata = policy.getMetadata();
    LOG.infof(
        "namespace=%s pod=%s policy=%s mode=%s would be refused",
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        metadata.getName(),
        policy.getSpec().mode);
    String occasion = metadata.getUid() + " " + metadata.getGeneration();
    String wouldRefuse = "Mode Enforce of policy " + metadata.getName() + " would refuse ";
    var text = new RefusalText(metadata.getName(), pod);
    events.writeOnce(
        pod, Reason.WouldBeRefused, text.of(wouldRefuse + "this pod: ", answer), occasion);
    controllerOf(pod)
        .ifPresent(
            controller ->
                events.writeOnce(
                    controller,
                    Reason.WouldBeRefused,
                    text.of(wouldRefuse + "pod " + pod.getMetadata().getName() + ": ", answer),
                    occasion));
    return true;
  }

  /** As the pod names it. */
  private static Optional<HasMetadata> controllerOf(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        // Whoever writes a pod writes this, and the API server takes any text for a name.
        .filter(owner -> ObjectName.isPossible(owner.getName()))
        .findFirst()
        .map(
            owner ->
                new GenericKubernetesResourceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withNewMetadata()
                    .withNamespace(pod.getMetadata().getNamespace())
                    .withName(owner.getName())
                    .withUid(owner.getUid())
                    .endMetadata()
                    .build());
  }
}
