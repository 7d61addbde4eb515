// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A key of a Secret in the namespace of the operator. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NAME_IS_OBJECT_NAME,
    fieldPath = ".name",
    message = CelRules.OBJECT_NAME_MESSAGE)
@ValidationRule(
    value = CelRules.KEY_IS_DATA_KEY,
    fieldPath = ".key",
    message = CelRules.DATA_KEY_MESSAGE)
public final class SecretKeyReference {
  @JsonPropertyDescription(
      """
      Name of the Secret, in the operator's namespace. 1 to 253 characters. Example: release-key.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  public String name;

  @JsonPropertyDescription(
      """
      Key in data of the Secret. 1 to 253 characters. Example: public.pem.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  public String key;
}
