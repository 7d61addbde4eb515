// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Recognizes the operator's own measuring pods, which have to read a model before it is verified.
 * The reserved name alone proves nothing: anyone can create a Job with such a name, and its pods
 * come from the job controller too. What only the operator can write is the status that names the
 * Job's UID.
 */
final class MeasuringPods {
  /** The second one is the job controller of clusters whose controllers share one identity. */
  private static final Set<String> JOB_CONTROLLERS =
      Set.of("system:serviceaccount:kube-system:job-controller", "system:kube-controller-manager");

  private final ClusterView cluster;

  MeasuringPods(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** A stored pod was judged when it was created; only a scheduler binds it to a node. */
  private static boolean isSentByTheJobController(PodRequest request) {
    return request.subResource().equals(PodRequest.BINDING)
        || JOB_CONTROLLERS.contains(request.user());
  }

  /** Whether the pod belongs to a Job that the operator recorded, and can only read. */
  boolean isOne(PodRequest request) {
    if (!request.operation().equals("CREATE")
        || !isSentByTheJobController(request)
        || !request.name().startsWith(ApiGroup.MEASURING_PREFIX)
        || hasOtherSources(request)
        || !MountedClaim.of(request.pod()).stream().allMatch(MountedClaim::volumeReadOnly)) {
      return false;
    }
    return Objects.requireNonNullElse(
            request.pod().getMetadata().getOwnerReferences(), List.<OwnerReference>of())
        .stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .filter(owner -> Objects.equals(owner.getKind(), "Job"))
        .anyMatch(owner -> cluster.isMeasurement(request.namespace(), job(request, owner)));
  }

  private static MeasuringJob job(PodRequest request, OwnerReference owner) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(
            request.pod().getMetadata().getAnnotations(), Map.<String, String>of());
    return MeasuringJob.of(
        owner.getUid(),
        annotations.get(ApiGroup.OWNER_KIND_ANNOTATION),
        annotations.get(ApiGroup.OWNER_NAME_ANNOTATION));
  }

  private static boolean hasOtherSources(PodRequest request) {
    ModelPaths paths = ModelPaths.of(Catalog.SHIPPED, List.of());
    Scratch none = new Scratch(paths, List.of(), List.of(), List.of());
    return !new OtherSources(Catalog.SHIPPED, paths, none).of(PodLayout.of(request)).isEmpty();
  }
}
