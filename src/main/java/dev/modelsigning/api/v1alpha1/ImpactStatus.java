// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which running pods a policy would refuse. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ImpactStatus {
  @JsonPropertyDescription(
      """
      Generation of the policy (metadata.generation) that the pods were examined under.
      """)
  public Long observedGeneration;

  @JsonPropertyDescription(
      """
      When the survey began that found this. A later survey that finds the same renews it together
      with checkedAt; while nothing changes there is none.
      """)
  public String surveyedAt;

  @JsonPropertyDescription(
      """
      Number of namespaces that the policy selects, without exempt ones.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer namespaces;

  @JsonPropertyDescription(
      """
      Number of ModelSignatures in these namespaces that are Verified under this policy.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer verified;

  @JsonPropertyDescription(
      """
      Number of those that are Rejected under this policy.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer rejected;

  @JsonPropertyDescription(
      """
      Number of those that are Unknown under this policy, or were not judged under it yet.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer unknown;

  @JsonPropertyDescription(
      """
      Namespaces that are not selected and have almost a wanted label, as namespace: key=value;
      where others are selected, only what looks mistyped: another case, other separators, or one
      letter of a long word. At most 3. Absent when there are none. Example:
      ["team-b: model=production"].
      """)
  public List<String> nearMisses;

  @JsonPropertyDescription(
      """
      Number of running pods in the selected namespaces that were examined. Renewed as surveyedAt
      is.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer examinedPods;

  @JsonPropertyDescription(
      """
      Number of those pods that mode Enforce would refuse if they were created now. Running pods
      are never stopped.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer refusedPods;

  @JsonPropertyDescription(
      """
      Whether all running pods were examined. False when there are more than 20,000, or when a
      namespace could not be read; refusedPods is then the least number.
      """)
  public Boolean complete;

  @JsonPropertyDescription(
      """
      The first 10 of the pods that would be refused, as namespace/name. kubectl create
      --dry-run=server of such a pod tells the reason, when the mode is Enforce or Warn.
      """)
  public List<String> pods;

  @JsonPropertyDescription(
      """
      Number of claims in the selected namespaces that no ModelSignature names and that
      models.scratchClaims does not list: pods that mount one of them are refused.
      """)
  @Min(0)
  @Max(1_000_000_000)
  public Integer undeclared;

  @JsonPropertyDescription(
      """
      The first 20 of those claims, as namespace/name. Absent when there are none. Write a
      ModelSignature for each that holds a model, and list the others in models.scratchClaims.
      """)
  public List<String> undeclaredClaims;

  /** Whether they say the same, whenever it was found and among how many pods. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImpactStatus that
        && Objects.equals(observedGeneration, that.observedGeneration)
        && Objects.equals(namespaces, that.namespaces)
        && Objects.equals(verified, that.verified)
        && Objects.equals(rejected, that.rejected)
        && Objects.equals(unknown, that.unknown)
        && Objects.equals(nearMisses, that.nearMisses)
        && Objects.equals(refusedPods, that.refusedPods)
        && Objects.equals(complete, that.complete)
        && Objects.equals(pods, that.pods)
        && Objects.equals(undeclared, that.undeclared)
        && Objects.equals(undeclaredClaims, that.undeclaredClaims);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        observedGeneration,
        namespaces,
        verified,
        rejected,
        unknown,
        nearMisses,
        refusedPods,
        complete,
        pods,
        undeclared,
        undeclaredClaims);
  }
}
