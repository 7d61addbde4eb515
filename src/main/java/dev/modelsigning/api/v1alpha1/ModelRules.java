// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What counts as a model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelRules {
  @JsonPropertyDescription("Claims that are no models: exact names, or a prefix followed by *.")
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(c, c.matches('^[a-z0-9][-a-z0-9.]*[*]?$'))",
      message =
          "scratchClaims must be claim names, or a prefix followed by '*', as in 'cache-*'; '*' alone would exempt every claim: list the scratch claims")
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> scratchClaims;
}
