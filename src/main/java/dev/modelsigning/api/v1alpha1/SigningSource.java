// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a model to sign is stored: exactly one member is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.persistentVolumeClaim)",
    message =
        "source must name the volume that holds the model: set persistentVolumeClaim, such as {claimName: minilm}")
public final class SigningSource {
  @JsonPropertyDescription(
      """
      A directory on a PersistentVolumeClaim, in the namespace of this resource.
      """)
  public ClaimSource persistentVolumeClaim;
}
