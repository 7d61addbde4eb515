// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.webhookscope.PolicyStanding;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ClusterModelTrustPolicy. */
final class PolicyStatus {
  private static final String NOT_CHECKED =
      "The policy could not be checked, and is checked again; see the operator's log";

  private PolicyStatus() {}

  static ClusterModelTrustPolicyStatus of(
      CompiledPolicy compiled,
      PolicyStanding standing,
      Optional<ImpactStatus> impact,
      Instant now) {
    ClusterModelTrustPolicyStatus status = ofAuthorities(compiled, now);
    impact.ifPresent(found -> status.impact = found);
    status.conditions =
        StatusConditions.of(status.conditions, compiled.policy(), now)
            .with(
                ConditionType.InForce,
                Value.of(standing.inForce()),
                standing.reason(),
                standing.message())
            .list();
    return status;
  }

  private static ClusterModelTrustPolicyStatus ofAuthorities(CompiledPolicy compiled, Instant now) {
    return switch (compiled) {
      case CompiledPolicy.Usable(var policy, var authorities) ->
          status(
              policy,
              true,
              Reason.AuthoritiesRead,
              "all authorities can be used (" + authorities.size() + ")",
              now);
      case CompiledPolicy.Broken(var policy, var reason, var message) ->
          status(policy, false, reason, message, now);
    };
  }

  /** The policy could not be checked: an exception, after which the framework tries again. */
  static ClusterModelTrustPolicyStatus notChecked(ClusterModelTrustPolicy policy, Instant now) {
    return status(policy, false, Reason.CheckFailed, NOT_CHECKED, now);
  }

  /** Whether two statuses say the same. */
  static boolean same(
      @Nullable ClusterModelTrustPolicyStatus left, ClusterModelTrustPolicyStatus right) {
    return left != null
        && Objects.equals(left.conditions, right.conditions)
        && Objects.equals(left.observedGeneration, right.observedGeneration)
        && Objects.equals(left.impact, right.impact);
  }

  private static ClusterModelTrustPolicyStatus status(
      ClusterModelTrustPolicy policy, boolean ready, Reason reason, String message, Instant now) {
    List<Condition> stored = policy.getStatus() == null ? null : policy.getStatus().conditions;
    var status = new ClusterModelTrustPolicyStatus();
    status.observedGeneration = policy.getMetadata().getGeneration();
    // What the last survey found stays until the next one, also when the operator starts anew.
    status.impact = policy.getStatus() == null ? null : policy.getStatus().impact;
    status.conditions =
        StatusConditions.of(stored, policy, now)
            .with(ConditionType.Ready, Value.of(ready), reason, message)
            .withProgress(reason, message)
            .list();
    return status;
  }
}
