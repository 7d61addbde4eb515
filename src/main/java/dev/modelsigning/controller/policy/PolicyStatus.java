// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.binding.Staleness;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.controller.publishing.Publication;
import dev.modelsigning.webhookscope.PolicyStanding;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ClusterModelTrustPolicy. */
final class PolicyStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String NOT_CHECKED =
      "The policy could not be checked, and is checked again; see the operator's log";

  private PolicyStatus() {}

  /**
   * The status of a policy that was read.
   *
   * @param standing whether the policy is in force
   * @param impact what the last survey found; empty keeps what is recorded
   * @param sighted whether the operator sees all that it watches; only then it gives a sign of life
   */
  static ClusterModelTrustPolicyStatus of(
      CompiledPolicy compiled,
      PolicyStanding standing,
      Optional<ImpactStatus> impact,
      boolean sighted,
      Instant now) {
    ClusterModelTrustPolicyStatus status = ofAuthorities(compiled, now);
    status.conditions =
        StatusConditions.of(status.conditions, compiled.policy(), now)
            .with(
                ConditionType.InForce,
                Value.of(standing.inForce()),
                standing.reason(),
                standing.message())
            .list();
    status.observedGeneration = compiled.policy().getMetadata().getGeneration();
    status.authorities = PublishedAuthorities.of(compiled);
    status.checkedAt =
        sighted ? signOfLife(compiled.policy(), now) : previous(compiled.policy()).checkedAt;
    boolean isWritten = !Objects.equals(status.checkedAt, previous(compiled.policy()).checkedAt);
    // The time of a survey that found nothing new is not worth a write of its own.
    impact
        .filter(found -> isWritten || !found.equals(status.impact))
        .ifPresent(found -> status.impact = found);
    return status;
  }

  /** Adds whether gates have what they need. */
  static void publish(
      ClusterModelTrustPolicyStatus status,
      ClusterModelTrustPolicy policy,
      Publication publication,
      Instant now) {
    switch (publication) {
      case Publication.NotWanted _ ->
          status.conditions =
              status.conditions.stream()
                  .filter(c -> !ConditionType.TrustPublished.text().equals(c.getType()))
                  .toList();
      case Publication.Wanted(var gate, var reason, var message) -> {
        status.gate = gate.orElse(null);
        status.conditions =
            StatusConditions.of(status.conditions, policy, now)
                .with(ConditionType.TrustPublished, Value.of(gate.isPresent()), reason, message)
                .list();
      }
    }
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

  /**
   * The policy could not be checked: an exception, after which the framework tries again. What was
   * published stays, with the generation that it belongs to, and without another sign of life.
   */
  static ClusterModelTrustPolicyStatus notChecked(ClusterModelTrustPolicy policy, Instant now) {
    var status = status(policy, false, Reason.CheckFailed, NOT_CHECKED, now);
    status.observedGeneration = previous(policy).observedGeneration;
    status.authorities = previous(policy).authorities;
    status.checkedAt = previous(policy).checkedAt;
    status.gate = previous(policy).gate;
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(
      @Nullable ClusterModelTrustPolicyStatus left, ClusterModelTrustPolicyStatus right) {
    return left != null && JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static ClusterModelTrustPolicyStatus previous(ClusterModelTrustPolicy policy) {
    return Objects.requireNonNullElseGet(policy.getStatus(), ClusterModelTrustPolicyStatus::new);
  }

  /** The recorded one until it has to be renewed, so that events in between write nothing. */
  private static String signOfLife(ClusterModelTrustPolicy policy, Instant now) {
    String recorded = previous(policy).checkedAt;
    // Reconciliations come a little after the time that they were asked for, never before.
    Instant due = now.minus(Staleness.renewal(policy));
    return recorded != null && isAfter(recorded, due)
        ? recorded
        : now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static boolean isAfter(String time, Instant instant) {
    try {
      return Instant.parse(time).isAfter(instant);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static ClusterModelTrustPolicyStatus status(
      ClusterModelTrustPolicy policy, boolean ready, Reason reason, String message, Instant now) {
    List<Condition> stored = policy.getStatus() == null ? null : policy.getStatus().conditions;
    var status = new ClusterModelTrustPolicyStatus();
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
