// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A claim that an exemption names. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ExemptClaim {
  @JsonPropertyDescription(
      """
      Namespace of the claim. 1 to 63 characters. Example: team-a.
      """)
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message = "must be the whole name of a namespace, such as 'team-a', without wildcards")
  public String namespace;

  @JsonPropertyDescription(
      """
      Name of the PersistentVolumeClaim. 1 to 253 characters. Example: legacy-model.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
  public String claimName;
}
