// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Counts and targets. Only the operator writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    How far signing is. Only the operator writes it.
    """)
public final class ClusterModelSigningJobStatus {
  @JsonPropertyDescription(
      """
      Generation of the resource (metadata.generation) that this status describes.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      Number of claims that were selected when the job started. 0 to 1000.
      """)
  @Min(0)
  @Max(1000)
  public Integer selected;

  @JsonPropertyDescription(
      """
      Number of claims whose ModelSigningJob has started and not ended.
      """)
  @Min(0)
  @Max(1000)
  public Integer active;

  @JsonPropertyDescription(
      """
      Number of claims that were signed.
      """)
  @Min(0)
  @Max(1000)
  public Integer succeeded;

  @JsonPropertyDescription(
      """
      Number of claims that could not be signed. The messages in targets say why.
      """)
  @Min(0)
  @Max(1000)
  public Integer failed;

  @JsonPropertyDescription(
      """
      One entry per selected claim, ordered by namespace and claim name. At most 1000.
      """)
  public List<SigningTarget> targets;

  @JsonPropertyDescription(
      """
      When the last claim was finished, signed or not. RFC 3339, UTC. Example:
      2026-11-21T10:35:29Z. Absent while the job runs.
      """)
  public String completedAt;

  @JsonPropertyDescription(
      """
      Conditions that follow the kstatus conventions. Complete: every selected claim was signed.
      Failed: the job has ended and at least one claim was not signed. Reconciling: work is under
      way. Stalled: the job has failed and is not tried again.
      """)
  public List<Condition> conditions;
}
