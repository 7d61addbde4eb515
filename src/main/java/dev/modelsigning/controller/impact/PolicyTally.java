// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import java.util.ArrayList;
import java.util.List;

/** Counts for one policy during a survey. For one thread. */
final class PolicyTally {
  private static final int NAMED = 10;

  private final ClusterModelTrustPolicy enforcing;
  private final List<String> names = new ArrayList<>();
  private int examined;
  private int refused;
  private boolean complete = true;

  /**
   * @param enforcing the policy as it would be in mode Enforce
   */
  PolicyTally(ClusterModelTrustPolicy enforcing) {
    this.enforcing = enforcing;
  }

  ClusterModelTrustPolicy enforcing() {
    return enforcing;
  }

  void add(String namespace, String pod, boolean isRefused) {
    examined++;
    if (isRefused) {
      refused++;
      if (names.size() < NAMED) {
        names.add(namespace + "/" + pod);
      }
    }
  }

  /** Something could not be examined. */
  void leaveOut() {
    complete = false;
  }

  ImpactStatus result() {
    var status = new ImpactStatus();
    status.observedGeneration = enforcing.getMetadata().getGeneration();
    status.examinedPods = examined;
    status.refusedPods = refused;
    status.complete = complete;
    status.pods = List.copyOf(names);
    return status;
  }
}
