// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says of each pod once what a policy would refuse it for, and once more when the policy was
 * edited. Events are kept for an hour only, so that they cannot tell what was said. The last
 * {@value #KEPT} are remembered, by this process.
 */
final class ToldPods implements ImpactSurvey.Teller {
  static final int KEPT = 10_000;

  private final ImpactSurvey.Teller teller;
  private final Map<String, Long> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > KEPT;
        }
      };

  ToldPods(ImpactSurvey.Teller teller) {
    this.teller = teller;
  }

  @Override
  public boolean tell(Pod pod, ClusterModelTrustPolicy policy, PolicyAnswer answer) {
    String key = pod.getMetadata().getUid() + " " + policy.getMetadata().getUid();
    Long generation = policy.getMetadata().getGeneration();
    return !generation.equals(told.put(key, generation)) && teller.tell(pod, policy, answer);
  }
}
