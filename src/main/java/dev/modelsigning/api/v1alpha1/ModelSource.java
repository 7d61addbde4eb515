// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a model lies: exactly one member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.persistentVolumeClaim)",
    message = "source must name what holds the model: set persistentVolumeClaim")
public final class ModelSource {
  @JsonPropertyDescription("A directory on a PersistentVolumeClaim of this namespace.")
  public ClaimSource persistentVolumeClaim;
}
