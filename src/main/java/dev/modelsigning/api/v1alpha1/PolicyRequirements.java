// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What a pod must fulfil besides the signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyRequirements {
  @JsonPropertyDescription(
      """
      How a pod must mount a model. Mount: every mount of the claim is read-only, or the volume
      is. Volume: the volume itself is declared with persistentVolumeClaim.readOnly: true, which
      also binds ephemeral containers. Default: Mount.
      """)
  @Default("Mount")
  public ReadOnlyRequirement readOnly;

  @JsonPropertyDescription(
      """
      How long verdicts hold without a sign of life from the operator (status.checkedAt): while it
      is away nobody notices a rotated key or a new writer. After that, every verdict counts as
      Unknown under this policy. A number of minutes or hours from 5m to 168h, at most 6
      characters. Default: 1h. Example: 30m.
      """)
  @Default("1h")
  @Size(max = 6)
  @ValidationRule(
      value =
          "self.matches('^[0-9]{1,5}[mh]$') && duration(self) >= duration('5m') && duration(self) <= duration('168h')",
      message = "must be a number of minutes or hours from 5m to 168h, such as '30m' or '1h'")
  public String staleAfter;
}
