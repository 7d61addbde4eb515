// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Counts and targets. Written by the operator alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClusterModelSigningJobStatus {
  @JsonPropertyDescription("Generation this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription("Targets selected when the job started.")
  public Integer selected;

  @JsonPropertyDescription("Targets being worked on.")
  public Integer active;

  @JsonPropertyDescription("Targets signed.")
  public Integer succeeded;

  @JsonPropertyDescription("Targets not signed.")
  public Integer failed;

  @JsonPropertyDescription("Each target; at most 1000.")
  public List<SigningTarget> targets;

  @JsonPropertyDescription("When the last target ended (RFC 3339).")
  public String completedAt;

  @JsonPropertyDescription("Complete or Failed, Reconciling.")
  public List<Condition> conditions;
}
