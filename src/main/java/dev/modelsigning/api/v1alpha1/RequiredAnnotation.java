// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What a signature has to state about the model: exactly one of oneOf and present is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.oneOf) != has(self.present)",
    message =
        "a required annotation must have exactly one of oneOf and present, such as {name: dev.modelsigning/license, oneOf: [apache-2.0]}")
public final class RequiredAnnotation {
  @JsonPropertyDescription(
      """
      Key of the annotation in the signed statement, as 'oms sign --annotation' writes it. 1 to 256
      letters, digits, '.', '_', '-' and '/'. Example: dev.modelsigning/license.
      """)
  @Required
  @Size(min = 1, max = 256)
  @ValidationRule(
      value = "self.matches('^[-._/a-zA-Z0-9]+$')",
      message =
          "must be the key of an annotation, such as 'dev.modelsigning/license': letters, digits, '.', '_', '-' and '/'")
  public String name;

  @JsonPropertyDescription(
      """
      The values that are accepted, compared as a whole. 1 to 32 values of 1 to 256 characters.
      Example: [apache-2.0, mit].
      """)
  @Size(min = 1, max = 32)
  public List<@Size(min = 1, max = 256) String> oneOf;

  @JsonPropertyDescription(
      """
      Any value is accepted. Only true: to want nothing, omit the entry.
      """)
  @ValidationRule(
      value = "self",
      message = "must be true: to want nothing of an annotation, remove its entry")
  public Boolean present;
}
