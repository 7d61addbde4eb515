// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A ModelTrustRoot. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NAME_IS_OBJECT_NAME,
    fieldPath = ".name",
    message = CelRules.OBJECT_NAME_MESSAGE)
public final class TrustRootReference {
  @JsonPropertyDescription(
      """
      Name of the ModelTrustRoot. 1 to 253 characters. Example: private-sigstore.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  public String name;
}
