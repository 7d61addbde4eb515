// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.BoundedList;
import dev.modelsigning.admission.cache.KeptFields;
import dev.modelsigning.admission.cache.Kind;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/**
 * Finds the pods that have a claim mounted, in the API server: the webhook does not cache pods, and
 * only pods of loaders ask. Of each pod only its volumes and its end are read, of one at a time.
 */
final class MountingPods {
  /** Pods of a namespace that are read; where there are more, nobody can tell. */
  private static final int MOST = 2_000;

  /** Namespaces that are listed at the same time; reviews of workloads, two at most, are half. */
  private static final int AT_ONCE = 4;

  private static final KeptFields FIELDS =
      KeptFields.of(
          "spec.nodeName",
          "spec.volumes",
          "status.phase",
          "status.conditions",
          "status.containerStatuses",
          "status.initContainerStatuses",
          "status.ephemeralContainerStatuses");

  private final BoundedList list;
  private final Duration patience;
  private final Semaphore running = new Semaphore(AT_ONCE);

  /**
   * @param patience how long a namespace may take
   */
  MountingPods(BoundedList list, Duration patience) {
    this.list = list;
    this.patience = patience;
  }

  /**
   * The pods that name a claim and have not ended.
   *
   * @param exceptUid UID of a pod that does not count; empty when there is none
   */
  ClaimUse of(String namespace, String claimName, String exceptUid) {
    if (!ObjectName.isPossible(namespace)) {
      return new ClaimUse.Unknown("the namespace has no possible name");
    }
    if (!running.tryAcquire()) {
      return new ClaimUse.Unknown("the webhook is busy with other loaders");
    }
    try {
      List<String> found = new ArrayList<>();
      list.forEach(
          kind(namespace),
          MOST,
          patience,
          pod -> {
            if (counts(pod, claimName, exceptUid)) {
              found.add(pod.getMetadata().getName());
            }
          });
      return new ClaimUse.Known(found);
    } catch (IOException e) {
      return new ClaimUse.Unknown("the pods of the namespace cannot be listed: " + e.getMessage());
    } finally {
      running.release();
    }
  }

  private static Kind<Pod> kind(String namespace) {
    return new Kind<>(
        "/api/v1/namespaces/" + namespace + "/pods",
        Pod.class,
        FIELDS,
        Map.of(),
        UnaryOperator.identity(),
        MOST);
  }

  /** Measuring pods only read, and what they read counts for nothing once somebody writes. */
  private static boolean counts(Pod pod, String claimName, String exceptUid) {
    return !pod.getMetadata().getName().startsWith(ApiGroup.MEASURING_PREFIX)
        && !exceptUid.equals(pod.getMetadata().getUid())
        && !ClaimWriters.everyContainerHasEnded(pod)
        && MountedClaim.withEphemeral(pod).stream()
            .anyMatch(claim -> claim.claimName().equals(claimName));
  }
}
