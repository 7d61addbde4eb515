// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What is admitted for a time although it is not verified: exactly one of pods and sources. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.pods) != has(self.sources)",
    message =
        "an exemption must have exactly one of pods and sources: to exempt both, write an exemption for each")
public final class PolicyExemption {
  @JsonPropertyDescription(
      """
      Name of the exemption, unique in the policy. 1 to 63 lowercase letters, digits and '-'.
      Warnings, the audit log and the metric show it. Example: nightly-evaluation.
      """)
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message =
          "must be a short name of lowercase letters, digits and '-', such as 'nightly-evaluation'")
  public String name;

  @JsonPropertyDescription(
      """
      Pods, by their namespaces and a label or the beginning of their names. Whoever may create
      pods in these namespaces chooses labels and names, so this exempts everyone there who knows
      of it.
      """)
  public ExemptPods pods;

  @JsonPropertyDescription(
      """
      Claims, whatever pod mounts them. 1 to 16. Example: [{namespace: team-a, claimName:
      legacy-model}].
      """)
  @Size(min = 1, max = 16)
  public List<ExemptClaim> sources;

  @JsonPropertyDescription(
      """
      Why, for the authors of pods: warnings show it. 1 to 256 characters. Example: signed from
      release 7 on.
      """)
  @Required
  @Size(min = 1, max = 256)
  public String reason;

  @JsonPropertyDescription(
      """
      Who decided it: warnings and the audit log show it. Nothing checks it. 1 to 128 characters.
      Example: security-team.
      """)
  @Required
  @Size(min = 1, max = 128)
  public String approver;

  @JsonPropertyDescription(
      """
      When the exemption ends, by the clock of the webhook. RFC 3339, UTC, in seconds. Example:
      2027-01-31T00:00:00Z.
      """)
  @Required
  @Size(min = 20, max = 20)
  @ValidationRule(
      value =
          "self.matches('^2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$') && timestamp(self) > timestamp('2000-01-01T00:00:00Z')",
      message = "must be a time in UTC, in seconds, such as '2027-01-31T00:00:00Z'")
  public String expires;
}
