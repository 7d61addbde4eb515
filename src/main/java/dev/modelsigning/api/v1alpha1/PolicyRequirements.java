// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** What else a pod must do. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyRequirements {
  @JsonPropertyDescription("How read-only the model must be mounted.")
  @Default("Mount")
  public ReadOnlyRequirement readOnly;
}
