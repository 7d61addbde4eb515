// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Knows the operator's own measuring pods, which must read a model before it is verified. The
 * reserved name proves nothing by itself: anybody may create a Job of that name, and its pods come
 * from the job controller. What nobody else can write is the status that names the Job's UID.
 */
final class MeasuringPods {
  /** The second is the job controller where all controllers share one identity. */
  private static final Set<String> JOB_CONTROLLERS =
      Set.of("system:serviceaccount:kube-system:job-controller", "system:kube-controller-manager");

  private final ClusterView cluster;

  MeasuringPods(ClusterView cluster) {
    this.cluster = cluster;
  }

  /**
   * Whether the operator wrote down that it created the Job of this pod, and the pod only reads.
   */
  boolean isOne(PodRequest request) {
    if (!request.operation().equals("CREATE")
        || !JOB_CONTROLLERS.contains(request.user())
        || !request.name().startsWith(ApiGroup.MEASURING_PREFIX)
        || !OtherSources.of(request.pod()).isEmpty()
        || !MountedClaim.of(request.pod()).stream().allMatch(MountedClaim::volumeReadOnly)) {
      return false;
    }
    return Objects.requireNonNullElse(
            request.pod().getMetadata().getOwnerReferences(), List.<OwnerReference>of())
        .stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .filter(owner -> Objects.equals(owner.getKind(), "Job"))
        .anyMatch(owner -> cluster.isMeasurement(request.namespace(), owner.getUid()));
  }
}
